"""Cash registers: seals, printing, the fiscal counters and the connection."""

from backend.demo.checklists.shape import (
    LEAVING,
    WORKS_AGAIN,
    ask,
    fault,
    form,
    options,
    section,
    when,
)

CASH_REGISTER = form(
    "cash-register",
    ("Cash register", "Касовий апарат", "Касов апарат", "Кассовый аппарат"),
    section(
        "identity",
        ("Register and seals", "Апарат і пломби", "Апарат и пломби", "Аппарат и пломбы"),
        ask("fiscal_number", "scan", (
            "Fiscal number", "Фіскальний номер", "Фискален номер", "Фискальный номер",
        )),
        ask("seals_found", "passfail", (
            "Seals were whole when I came", "До роботи пломби були цілі",
            "Пломбите бяха цели при пристигане", "До работы пломбы были целы",
        ), on_fail=fault("high", "SEAL-BROKEN", photos=2)),
        ask("opened", "choice", (
            "The housing was opened", "Корпус відкривали", "Корпусът е отварян", "Корпус вскрывался",  # noqa: E501
        ), options=options(
            ("no", ("No", "Ні", "Не", "Нет")), ("yes", ("Yes", "Так", "Да", "Да")),
        )),
        ask("seal", "text", (
            "New seal number", "Номер нової пломби", "Номер на новата пломба", "Номер новой пломбы",
        ), max_length=40, visible_if=when("opened", "eq", "yes")),
        ask("seal_photo", "photo", (
            "Photo of the new seal", "Фото нової пломби", "Снимка на новата пломба",
            "Фото новой пломбы",
        ), min_count=1, max_count=3, visible_if=when("opened", "eq", "yes")),
    ),
    section(
        "printing",
        ("Printing and display", "Друк і дисплей", "Печат и дисплей", "Печать и дисплей"),
        ask("print", "passfail", (
            "Prints a clear receipt", "Друкує чіткий чек", "Печата четлив бон", "Печатает чёткий чек",  # noqa: E501
        ), on_fail=fault("normal", "PRINT", photos=1, paid_work=True)),
        ask("cutter", "passfail", (
            "Cutter and drawer work", "Обрізувач і грошова скринька працюють",
            "Ножът и касовото чекмедже работят", "Отрезчик и денежный ящик работают",
        ), on_fail=fault("low", "CUTTER")),
        ask("display", "passfail", (
            "Both displays readable", "Обидва дисплеї читаються",
            "И двата дисплея се четат", "Оба дисплея читаются",
        ), on_fail=fault("low", "DISPLAY")),
        ask("clock", "passfail", (
            "Date, time and VAT groups are right", "Дата, час і ставки ПДВ правильні",
            "Датата, часът и данъчните групи са верни", "Дата, время и ставки НДС верны",
        ), on_fail=fault("high", "CLOCK")),
    ),
    section(
        "fiscal",
        ("Fiscal memory", "Фіскальна пам'ять", "Фискална памет", "Фискальная память"),
        ask("z_number", "meter", (
            "Number of the last Z report", "Номер останнього Z-звіту",
            "Номер на последния Z-отчет", "Номер последнего Z-отчёта",
        ), decimals=0, min="0", max="9999", rollover="9999"),
        ask("memory", "number", (
            "Fiscal memory used", "Зайнято фіскальної пам'яті",
            "Заета фискална памет", "Занято фискальной памяти",
        ), unit="%", decimals=0, min="0", max="100", ok_max="90",
            on_fail=fault("normal", "MEMORY", follow_up=True)),
        ask("sent", "passfail", (
            "Reports reach the tax authority", "Звіти доходять до податкової",
            "Отчетите стигат до НАП", "Отчёты доходят до налоговой",
        ), on_fail=fault("high", "TAX-LINK", follow_up=True)),
    ),
    section(
        "leaving",
        LEAVING,
        ask("test_receipt", "photo", (
            "Photo of the test receipt", "Фото тестового чека",
            "Снимка на тестовия бон", "Фото тестового чека",
        ), min_count=1, max_count=2),
        ask("works", "passfail", WORKS_AGAIN, on_fail=fault("high", "DOWN", follow_up=True)),
    ),
)  # fmt: skip
