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
            "Monitoring station put into test", "Пульт спостерігання в режимі тесту",
            "Пултът за наблюдение е в тестов режим", "Пульт наблюдения в режиме теста",
        )),
        ask("panel_state", "choice", (
            "Panel as found", "Стан панелі до роботи",
            "Състояние на централата при пристигане", "Состояние панели до работы",
        ), options=options(
            ("normal", ("Normal", "Норма", "Норма", "Норма")),
            ("fault", ("Fault", "Несправність", "Повреда", "Неисправность"), True),
            ("disabled", ("Zones disabled", "Зони вимкнено", "Изключени зони", "Отключены зоны"), True),  # noqa: E501
        ), on_fail=fault("high", "PANEL", photos=1)),
    ),
    section(
        "power",
        ("Power", "Живлення", "Захранване", "Питание"),
        measure("battery", "V", (
            "Battery voltage under load", "Напруга акумулятора під навантаженням",
            "Напрежение на акумулатора под товар",
            "Напряжение аккумулятора под нагрузкой",
        ), 1, min="0", max="60", ok_min="24.0", ok_max="28.5",
            on_fail=fault("high", "BATTERY", paid_work=True)),
        ask("battery_date", "date", (
            "Date on the battery", "Дата на акумуляторі",
            "Дата на акумулатора", "Дата на аккумуляторе",
        )),
        ask("mains_loss", "passfail", (
            "Runs on battery without mains", "Без мережі працює від акумулятора",
            "Без мрежа работи на акумулатор", "Без сети работает от аккумулятора",
        ), on_fail=fault("critical", "MAINS")),
    ),
    section(
        "detectors",
        ("Detectors and call points", "Сповіщувачі й кнопки", "Датчици и бутони", "Извещатели и кнопки"),  # noqa: E501
        measure("loops", "", (
            "Loops tested", "Перевірено шлейфів", "Проверени контури", "Проверено шлейфов",
        ), min="0", max="64"),
        measure("detectors", "", (
            "Detectors tested", "Перевірено сповіщувачів",
            "Проверени датчици", "Проверено извещателей",
        ), min="0", max="2000"),
        ask("detectors_pass", "passfail", (
            "Every tested detector answered", "Усі перевірені сповіщувачі спрацювали",
            "Всички проверени датчици сработиха", "Все проверенные извещатели сработали",
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
            "Sirens sound in every part", "Сирени чути в усій будівлі",
            "Сирените се чуват в цялата сграда", "Сирены слышны во всём здании",
        ), on_fail=fault("critical", "SIREN")),
        measure("siren_level", "dB", (
            "Sound level in the farthest room", "Рівень звуку в найдальшому приміщенні",
            "Ниво на звука в най-отдалеченото помещение", "Уровень звука в самом дальнем помещении",
        ), min="0", max="130", ok_min="65", on_fail=fault("high", "SIREN-LOW"), optional=True),
        ask("passed_on", "passfail", (
            "The alarm reached the station", "Сигнал дійшов до пульта",
            "Сигналът стигна до пулта", "Сигнал дошёл до пульта",
        ), on_fail=fault("critical", "LINE", follow_up=True)),
    ),
    section(
        "leaving",
        LEAVING,
        ask("receiving_on", "check", (
            "Station out of test, panel in normal state", "Пульт виведено з тесту, панель у нормі",
            "Пултът е изведен от тест, централата е в норма",
            "Пульт выведен из теста, панель в норме",
        )),
        ask("logbook", "photo", (
            "Photo of the entry in the log book", "Фото запису в журналі",
            "Снимка на записа в дневника", "Фото записи в журнале",
        ), min_count=1, max_count=3),
        ask("note", "text", NOTE, optional=True),
    ),
)  # fmt: skip
