"""Gas boilers: tightness, combustion, pressures, safety devices."""

from backend.demo.checklists.shape import (
    LEAVING,
    MEASURED,
    NAMEPLATE,
    SAFETY,
    WORKS_AGAIN,
    ask,
    fault,
    form,
    measure,
    options,
    section,
    when,
)

BOILER = form(
    "boiler",
    ("Gas boiler, yearly service", "Газовий котел, щорічне ТО", "Газов котел, годишна профилактика", "Газовый котёл, ежегодное ТО"),  # noqa: E501
    section(
        "safety",
        SAFETY,
        ask("gas_tight", "passfail", (
            "Gas pipe and fittings are tight", "Газопровід і з'єднання герметичні",
            "Газопроводът и съединенията са плътни", "Газопровод и соединения герметичны",
        ), on_fail=fault("critical", "GAS-LEAK", photos=1)),
        ask("gas_off", "info", (
            "Close the gas and air the room", "Перекрийте газ і провітріть приміщення",
            "Спрете газа и проветрете помещението", "Перекройте газ и проветрите помещение",
        ), (
            "Do not switch anything electric. Call the gas emergency service if you smell gas.",
            "Не чіпайте електроприладів. Чути запах газу – викличте аварійну газову службу.",
            "Не пипайте електроуреди и ключове. При мирис на газ се обадете на аварийната служба.",
            "Не трогайте электроприборы. Пахнет газом – вызовите аварийную газовую службу.",
        ), visible_if=when("gas_tight", "failed")),
        ask("air", "passfail", (
            "Air supply and flue are free", "Приплив повітря й димохід вільні",
            "Притокът на въздух и димоотводът са свободни", "Приток воздуха и дымоход свободны",
        ), on_fail=fault("critical", "FLUE", photos=1)),
        ask("nameplate", "photo", NAMEPLATE, min_count=1, max_count=2),
    ),
    section(
        "service",
        ("Service", "Обслуговування", "Обслужване", "Обслуживание"),
        ask("burner", "choice", ("Burner", "Пальник", "Горелка", "Горелка"), options=options(
            ("good", ("Good", "Справний", "Изправна", "Исправна")),
            ("cleaned", ("Cleaned", "Почищений", "Почистена", "Очищена")),
            ("worn", ("Worn", "Зношений", "Износена", "Изношена"), True),
        ), on_fail=fault("normal", "BURNER", paid_work=True)),
        ask("burner_photo", "photo", (
            "Photo of the burner", "Фото пальника", "Снимка на горелката", "Фото горелки",
        ), min_count=1, max_count=3, visible_if=when("burner", "eq", "worn")),
        ask("electrodes", "check", (
            "Electrodes cleaned and set", "Електроди почищено й виставлено",
            "Електродите са почистени и настроени", "Электроды очищены и выставлены",
        )),
        ask("condensate", "passfail", (
            "Condensate trap clean and filled", "Сифон для конденсату чистий і заповнений",
            "Сифонът за кондензат е чист и пълен", "Сифон для конденсата чист и заполнен",
        ), on_fail=fault("normal", "CONDENSATE")),
    ),
    section(
        "measured",
        MEASURED,
        measure("gas_pressure", "mbar", (
            "Gas pressure, running", "Тиск газу під час роботи",
            "Налягане на газа при работа", "Давление газа при работе",
        ), 1, min="0", max="300", ok_min="17.0", ok_max="25.0",
            on_fail=fault("high", "GAS-PRESSURE")),
        measure("co_ppm", "ppm", (
            "CO in the flue gas", "CO у димових газах", "CO в димните газове", "CO в дымовых газах",
        ), min="0", max="5000", ok_max="100", on_fail=fault("high", "CO-HIGH", photos=1)),
        measure("co2", "%", ("CO2", "CO2", "CO2", "CO2"), 1, min="0", max="20",
            ok_min="8.0", ok_max="10.5", on_fail=fault("normal", "CO2")),
        measure("room_co", "ppm", (
            "CO in the room", "CO у приміщенні", "CO в помещението", "CO в помещении",
        ), min="0", max="1000", ok_max="9", on_fail=fault("critical", "CO-ROOM", follow_up=True)),
        measure("water", "bar", (
            "Water pressure, cold", "Тиск води, котел холодний", "Налягане на водата, студен котел",
            "Давление воды, котёл холодный",
        ), 1, min="0", max="6", ok_min="1.0", ok_max="2.0", on_fail=fault("low", "WATER")),
    ),
    section(
        "devices",
        ("Safety devices", "Запобіжні пристрої", "Предпазни устройства", "Предохранительные устройства"),  # noqa: E501
        ask("flame_guard", "passfail", (
            "Flame guard shuts the gas off", "Контроль полум'я відсікає газ",
            "Контролът на пламъка спира газа", "Контроль пламени отсекает газ",
        ), on_fail=fault("critical", "FLAME")),
        ask("overheat", "passfail", (
            "Overheat limiter tested", "Захист від перегріву перевірено",
            "Защитата от прегряване е проверена", "Защита от перегрева проверена",
        ), on_fail=fault("critical", "OVERHEAT")),
    ),
    section(
        "leaving",
        LEAVING,
        ask("may_run", "choice", (
            "May the boiler run?", "Чи можна експлуатувати котел?",
            "Може ли котелът да работи?", "Можно ли эксплуатировать котёл?",
        ), options=options(
            ("yes", ("Yes", "Так", "Да", "Да")),
            ("no", ("No, shut down and tagged", "Ні, вимкнено, вивішено табличку", "Не, спрян и с табела", "Нет, отключён, вывешена табличка"), True),  # noqa: E501
        ), on_fail=fault("critical", "SHUT-DOWN", photos=1, follow_up=True)),
        ask("works", "passfail", WORKS_AGAIN, visible_if=when("may_run", "eq", "yes")),
    ),
)  # fmt: skip
