"""Telematics: a tracker built into a vehicle, or looked after there."""

from backend.demo.checklists.shape import LEAVING, ask, fault, form, measure, options, section, when

_SENSORS = ("Sensors connected", "Підключені датчики", "Свързани датчици", "Подключённые датчики")

TELEMATICS = form(
    "telematics",
    ("Vehicle telematics", "Телематика автомобіля", "Телематика на автомобил", "Телематика автомобиля"),  # noqa: E501
    section(
        "vehicle",
        ("Vehicle", "Автомобіль", "Автомобил", "Автомобиль"),
        ask("plate", "text", (
            "Number plate", "Державний номер", "Регистрационен номер", "Госномер",
        ), max_length=20),
        ask("odometer", "meter", (
            "Odometer", "Одометр", "Километраж", "Одометр",
        ), unit="km", decimals=0, min="0", max="9999999"),
        ask("damage", "choice", (
            "Damage seen before work", "Пошкодження до роботи",
            "Повреди преди работа", "Повреждения до работы",
        ), options=options(
            ("none", ("None", "Немає", "Няма", "Нет")), ("seen", ("Yes", "Є", "Има", "Есть")),
        )),
        ask("damage_photo", "photo", (
            "Photos of the damage", "Фото пошкоджень", "Снимки на повредите", "Фото повреждений",
        ), min_count=1, max_count=8, visible_if=when("damage", "eq", "seen")),
    ),
    section(
        "device",
        ("Device", "Пристрій", "Устройство", "Устройство"),
        ask("work", "choice", (
            "What is done", "Що зроблено", "Какво е направено", "Что сделано",
        ), options=options(
            ("install", ("Installed", "Встановлено", "Монтирано", "Установлено")),
            ("replace", ("Replaced", "Замінено", "Сменено", "Заменено")),
            ("service", ("Looked after", "Обслужено", "Обслужено", "Обслужено")),
        )),
        ask("imei", "scan", ("IMEI", "IMEI", "IMEI", "IMEI")),
        ask("old_imei", "scan", (
            "IMEI taken out", "IMEI знятого пристрою",
            "IMEI на сваленото устройство", "IMEI снятого устройства",
        ), visible_if=when("work", "eq", "replace")),
        ask("sim", "scan", (
            "SIM card number (ICCID)", "Номер SIM-картки (ICCID)",
            "Номер на SIM картата (ICCID)", "Номер SIM-карты (ICCID)",
        ), visible_if={"any": [when("work", "eq", "install"), when("work", "eq", "replace")]}),
        ask("place", "photo", (
            "Photo of where it sits", "Фото місця встановлення",
            "Снимка на мястото на монтаж", "Фото места установки",
        ), min_count=1, max_count=4),
        ask("fuse", "passfail", (
            "Own fuse, cables fixed and insulated",
            "Окремий запобіжник, дроти закріплено й ізольовано",
            "Отделен предпазител, кабелите са закрепени и изолирани",
            "Отдельный предохранитель, провода закреплены и изолированы",
        ), on_fail=fault("high", "WIRING", photos=1)),
    ),
    section(
        "signals",
        ("Signals", "Сигнали", "Сигнали", "Сигналы"),
        measure("voltage", "V", (
            "Supply voltage", "Напруга живлення", "Захранващо напрежение", "Напряжение питания",
        ), 1, min="0", max="60", ok_min="11.5", ok_max="29.5", on_fail=fault("normal", "VOLTAGE")),
        measure("satellites", "", (
            "Satellites in view", "Видимих супутників", "Видими спътници", "Видимых спутников",
        ), min="0", max="60", ok_min="6", on_fail=fault("normal", "GNSS")),
        measure("gsm", "dBm", (
            "Mobile signal", "Сигнал мобільної мережі", "Мобилен сигнал", "Сигнал мобильной сети",
        ), min="-140", max="0", ok_min="-95", on_fail=fault("low", "GSM")),
        ask("ignition", "passfail", (
            "Ignition on and off are seen", "Увімкнення й вимкнення запалювання видно",
            "Включване и изключване на запалването се виждат",
            "Включение и выключение зажигания видно",
        ), on_fail=fault("normal", "IGNITION")),
        ask("sensors", "multi", _SENSORS, optional=True, options=options(
            ("fuel", ("Fuel level", "Рівень пального", "Ниво на горивото", "Уровень топлива")),
            ("can", ("CAN bus", "CAN-шина", "CAN шина", "CAN-шина")),
            ("door", ("Door", "Двері", "Врата", "Дверь")),
            ("driver", ("Driver's key", "Ключ водія", "Ключ на водача", "Ключ водителя")),
            ("temperature", ("Temperature", "Температура", "Температура", "Температура")),
        )),
        ask("fuel_table", "file", (
            "Tank calibration table", "Таблиця тарування бака",
            "Таблица за тариране на резервоара", "Таблица тарировки бака",
        ), min_count=1, max_count=3, allow_na=True, visible_if=when("sensors", "contains", "fuel")),
        measure("cargo", "°C", (
            "Temperature shown", "Температура за датчиком",
            "Температура по датчика", "Температура по датчику",
        ), 1, min="-60", max="60", visible_if=when("sensors", "contains", "temperature")),
    ),
    section(
        "leaving",
        LEAVING,
        ask("seen_at", "datetime", (
            "Last point seen in the platform", "Остання точка на платформі",
            "Последна точка в платформата", "Последняя точка на платформе",
        )),
        ask("where", "geo", (
            "Where the vehicle stands", "Де стоїть автомобіль",
            "Къде е автомобилът", "Где стоит автомобиль",
        ), optional=True),
        ask("dashboard", "passfail", (
            "No warning on the dashboard after work",
            "Після роботи на приладовій панелі немає попереджень",
            "След работата на таблото няма предупреждения",
            "После работы на приборной панели нет предупреждений",
        ), on_fail=fault("high", "DASHBOARD", photos=1, follow_up=True)),
    ),
)  # fmt: skip
