"""Fire alarm: panel, batteries, detectors by sample, sirens, what the panel passes on."""

from backend.demo.checklists.shape import (
    LEAVING,
    NOTE,
    ask,
    fault,
    form,
    measure,
    options,
    section,
    when,
)

FIRE_PANEL = form(
    "fire-panel",
    ("Fire alarm panel", "Пожежна панель", "Пожароизвестителна централа", "Пожарная панель"),
    section(
        "before",
        ("Before the test", "Перед перевіркою", "Преди проверката", "Перед проверкой"),
        ask("told", "check", (
            "People in the building were told", "Людей у будівлі попереджено",
            "Хората в сградата са предупредени", "Люди в здании предупреждены",
        )),
        ask("receiving_off", "check", (
            "Monitoring station put into test", "Пульт спостереження переведено в тест",
            "Пултът е в режим тест", "Пульт наблюдения переведён в тест",
        )),
        ask("panel_state", "choice", (
            "Panel as found", "Стан панелі на початку", "Състояние на централата", "Состояние панели",  # noqa: E501
        ), options=options(
            ("normal", ("Normal", "Норма", "Норма", "Норма")),
            ("fault", ("Fault", "Несправність", "Повреда", "Неисправность"), True),
            ("disabled", ("Zones disabled", "Вимкнені зони", "Изключени зони", "Отключены зоны"), True),  # noqa: E501
        ), on_fail=fault("high", "PANEL", photos=1)),
    ),
    section(
        "power",
        ("Power", "Живлення", "Захранване", "Питание"),
        measure("battery", "V", (
            "Battery voltage under load", "Напруга батареї під навантаженням",
            "Напрежение на батерията под товар", "Напряжение батареи под нагрузкой",
        ), 1, min="0", max="60", ok_min="24.0", ok_max="28.5",
            on_fail=fault("high", "BATTERY", paid_work=True)),
        ask("battery_date", "date", (
            "Date on the battery", "Дата на батареї", "Дата на батерията", "Дата на батарее",
        )),
        ask("mains_loss", "passfail", (
            "Runs on battery without mains", "Працює від батареї без мережі",
            "Работи на батерия без мрежа", "Работает от батареи без сети",
        ), on_fail=fault("critical", "MAINS")),
    ),
    section(
        "detectors",
        ("Detectors and call points", "Датчики й кнопки", "Датчици и бутони", "Датчики и кнопки"),
        measure("loops", "", (
            "Loops tested", "Перевірено шлейфів", "Проверени контури", "Проверено шлейфов",
        ), min="0", max="64"),
        measure("detectors", "", (
            "Detectors tested", "Перевірено датчиків", "Проверени датчици", "Проверено датчиков",
        ), min="0", max="2000"),
        ask("detectors_pass", "passfail", (
            "Every tested detector answered", "Усі перевірені датчики спрацювали",
            "Всички проверени датчици сработиха", "Все проверенные датчики сработали",
        ), on_fail=fault("high", "DETECTOR", follow_up=True)),
        ask("silent", "text", (
            "Addresses that stayed silent", "Адреси, що не спрацювали",
            "Адреси, които не сработиха", "Адреса, которые не сработали",
        ), max_length=1000, visible_if=when("detectors_pass", "failed")),
        ask("call_points", "passfail", (
            "Call points work and are in reach", "Кнопки працюють і доступні",
            "Бутоните работят и са достъпни", "Кнопки работают и доступны",
        ), on_fail=fault("high", "CALL-POINT", photos=1)),
    ),
    section(
        "alarm",
        ("Alarm", "Тривога", "Аларма", "Тревога"),
        ask("sirens", "passfail", (
            "Sirens sound in every part", "Сирени лунають у всіх частинах",
            "Сирените се чуват навсякъде", "Сирены звучат во всех частях",
        ), on_fail=fault("critical", "SIREN")),
        measure("siren_level", "dB", (
            "Sound level in the farthest room", "Гучність у найдальшій кімнаті",
            "Сила на звука в най-далечната стая", "Громкость в самой дальней комнате",
        ), min="0", max="130", ok_min="65", on_fail=fault("high", "SIREN-LOW"), optional=True),
        ask("passed_on", "passfail", (
            "The alarm reached the station", "Сигнал дійшов до пульта",
            "Алармата стигна до пулта", "Сигнал дошёл до пульта",
        ), on_fail=fault("critical", "LINE", follow_up=True)),
    ),
    section(
        "leaving",
        LEAVING,
        ask("receiving_on", "check", (
            "Station out of test, panel in normal state", "Пульт повернено з тесту, панель у нормі",
            "Пултът е върнат от тест, централата е в норма",
            "Пульт выведен из теста, панель в норме",
        )),
        ask("logbook", "photo", (
            "Photo of the entry in the log book", "Фото запису в журналі",
            "Снимка на записа в дневника", "Фото записи в журнале",
        ), min_count=1, max_count=3),
        ask("note", "text", NOTE, optional=True),
    ),
)  # fmt: skip
