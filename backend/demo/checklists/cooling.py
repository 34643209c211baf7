"""Refrigeration: a repair, and the yearly service with its leak check."""

from backend.demo.checklists.shape import (
    LEAVING,
    MEASURED,
    NAMEPLATE,
    NOTE,
    POWER_OFF,
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

_TEMPERATURE = (
    "Temperature inside",
    "Температура всередині",
    "Температура вътре",
    "Температура внутри",
)
_LEAK = (
    "No refrigerant leak", "Витоку холодоагенту немає",
    "Няма теч на хладилен агент", "Утечки хладагента нет",
)  # fmt: skip
_LEAK_PLACE = (
    "Where it leaks", "Де витікає", "Къде тече", "Где утечка",
)  # fmt: skip
_PLACES = options(
    ("evaporator", ("Evaporator", "Випарник", "Изпарител", "Испаритель")),
    ("condenser", ("Condenser", "Конденсатор", "Кондензатор", "Конденсатор")),
    (
        "pipe",
        ("Pipe or joint", "Труба або з'єднання", "Тръба или съединение", "Труба или соединение"),
    ),
    ("valve", ("Valve", "Клапан", "Вентил", "Клапан")),
)

COLD_REPAIR = form(
    "cold-repair",
    (
        "Cooling equipment, repair", "Холодильне обладнання, ремонт",
        "Хладилно оборудване, ремонт", "Холодильное оборудование, ремонт",
    ),
    section(
        "work",
        ("Work", "Робота", "Работа", "Работа"),
        ask("safe", "check", POWER_OFF),
        measure("temperature", "°C", _TEMPERATURE, 1, min="-40", max="60"),
        ask(
            "leak", "passfail", _LEAK,
            on_fail=fault("high", "LEAK", photos=1),
        ),
        ask("leak_place", "choice", _LEAK_PLACE, options=_PLACES, visible_if=when("leak", "failed")),  # noqa: E501
        ask("note", "text", NOTE, optional=True),
        ask("works", "passfail", WORKS_AGAIN, on_fail=fault("high", "DOWN", follow_up=True)),
    ),
)  # fmt: skip

COLD_SERVICE = form(
    "cold-service",
    (
        "Cooling equipment, yearly service", "Холодильне обладнання, щорічне ТО",
        "Хладилно оборудване, годишна профилактика", "Холодильное оборудование, ежегодное ТО",
    ),
    section(
        "safety",
        SAFETY,
        ask("safe", "check", POWER_OFF),
        ask("nameplate", "photo", NAMEPLATE, min_count=1, max_count=3),
        ask(
            "refrigerant", "choice",
            ("Refrigerant", "Холодоагент", "Хладилен агент", "Хладагент"),
            options=options(
                ("r290", ("R290",) * 4), ("r134a", ("R134a",) * 4), ("r404a", ("R404A",) * 4),
                ("r448a", ("R448A",) * 4), ("r744", ("R744 (CO2)",) * 4),
            ),
        ),
        ask(
            "flammable", "info",
            ("R290 burns", "R290 горючий", "R290 е горим", "R290 горюч"),
            (
                "No flame, no sparks; air the room before work.",
                "Без відкритого вогню й іскор; перед роботою провітріть приміщення.",
                "Без открит пламък и искри; преди работа проветрете помещението.",
                "Без открытого огня и искр; перед работой проветрите помещение.",
            ),
            visible_if=when("refrigerant", "eq", "r290"),
        ),
    ),
    section(
        "clean",
        ("Cleaning and seals", "Чищення й ущільнювачі", "Почистване и уплътнения", "Чистка и уплотнители"),  # noqa: E501
        ask("condenser", "check", (
            "Condenser cleaned", "Конденсатор почищено",
            "Кондензаторът е почистен", "Конденсатор очищен",
        )),
        ask("drain", "passfail", (
            "Drain runs free", "Дренаж вільний", "Дренажът е проходим", "Дренаж свободен",
        ), on_fail=fault("normal", "DRAIN")),
        ask("door_seal", "choice", (
            "Door seal", "Ущільнювач дверей", "Уплътнение на вратата", "Уплотнитель двери",
        ), options=options(
            ("good", ("Good", "Справний", "Здраво", "Исправен")),
            ("worn", ("Worn, still tight", "Зношений, ще щільний", "Износено, но уплътнява", "Изношен, но держит")),  # noqa: E501
            ("torn", ("Torn", "Порваний", "Скъсано", "Порван"), True),
        ), on_fail=fault("normal", "SEAL", photos=1, paid_work=True)),
    ),
    section(
        "measured",
        MEASURED,
        measure("suction", "bar", (
            "Suction pressure", "Тиск усмоктування", "Смукателно налягане", "Давление всасывания",
        ), 1, min="0", max="60"),
        measure("superheat", "K", (
            "Superheat", "Перегрів", "Прегряване", "Перегрев",
        ), 1, min="0", max="40", ok_min="4", ok_max="12", on_fail=fault("normal", "SUPERHEAT")),
        measure("current", "A", (
            "Compressor current", "Струм компресора", "Ток на компресора", "Ток компрессора",
        ), 1, min="0", max="100"),
        measure("temperature", "°C", _TEMPERATURE, 1, min="-40", max="60"),
    ),
    section(
        "leaks",
        ("Leak check (F-gas)", "Перевірка на витоки (F-гази)", "Проверка за течове (F-газове)", "Проверка на утечки (F-газы)"),  # noqa: E501
        ask("detector", "text", (
            "Leak detector, serial number", "Течошукач, серійний номер",
            "Детектор за течове, сериен номер", "Течеискатель, серийный номер",
        ), optional=True, max_length=60),
        ask("leak", "passfail", _LEAK, on_fail=fault("high", "LEAK", photos=1, follow_up=True)),
        ask("leak_place", "multi", _LEAK_PLACE, options=_PLACES, visible_if=when("leak", "failed")),
        measure("added", "kg", (
            "Refrigerant added", "Додано холодоагенту",
            "Добавен хладилен агент", "Добавлено хладагента",
        ), 3, min="0", max="200", visible_if=when("leak", "failed")),
    ),
    section(
        "leaving",
        LEAVING,
        ask("logbook", "check", (
            "Entered in the equipment log", "Записано в журнал обладнання",
            "Вписано в дневника на съоръжението", "Записано в журнал оборудования",
        )),
        ask("next", "date", (
            "Next leak check due", "Наступна перевірка на витоки",
            "Следваща проверка за течове", "Следующая проверка на утечки",
        ), optional=True),
        ask("works", "passfail", WORKS_AGAIN, on_fail=fault("high", "DOWN", follow_up=True)),
    ),
)  # fmt: skip
