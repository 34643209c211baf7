"""Network cabinets: power, uplinks, measured quality, configuration kept."""

from backend.demo.checklists.shape import (
    LEAVING,
    MEASURED,
    ask,
    fault,
    form,
    measure,
    options,
    section,
    when,
)

NETWORK = form(
    "network",
    ("Network cabinet", "Мережева шафа", "Мрежов шкаф", "Сетевой шкаф"),
    section(
        "cabinet",
        ("Cabinet and power", "Шафа й живлення", "Шкаф и захранване", "Шкаф и питание"),
        ask("before", "photo", (
            "Photo before work", "Фото до роботи", "Снимка преди работа", "Фото до работы",
        ), min_count=1, max_count=4),
        measure("inside", "°C", (
            "Temperature in the cabinet", "Температура в шафі",
            "Температура в шкафа", "Температура в шкафу",
        ), min="-20", max="90", ok_max="40", on_fail=fault("normal", "HOT")),
        ask("fans", "passfail", (
            "Fans run, filters clean", "Вентилятори працюють, фільтри чисті",
            "Вентилаторите работят, филтрите са чисти", "Вентиляторы работают, фильтры чистые",
        ), on_fail=fault("normal", "FANS")),
        ask("has_ups", "choice", (
            "Is there a UPS?", "Чи є ДБЖ?", "Има ли UPS?", "Есть ли ИБП?",
        ), options=options(("yes", ("Yes", "Так", "Да", "Да")), ("no", ("No", "Ні", "Не", "Нет")))),
        measure("ups_minutes", "min", (
            "UPS runtime at this load", "Робота від ДБЖ за цього навантаження",
            "Време на работа на UPS при този товар",
            "Работа от ИБП при этой нагрузке",
        ), min="0", max="600", ok_min="10", on_fail=fault("normal", "UPS", paid_work=True),
            visible_if=when("has_ups", "eq", "yes")),
    ),
    section(
        "links",
        ("Links", "Канали", "Връзки", "Каналы"),
        ask("uplink", "passfail", (
            "Uplink is up", "Канал працює", "Връзката работи", "Канал работает",
        ), on_fail=fault("critical", "UPLINK", follow_up=True)),
        ask("backup", "passfail", (
            "Backup link takes over", "Перехід на резервний канал працює",
            "Резервната връзка поема трафика", "Переход на резервный канал работает",
        ), on_fail=fault("high", "BACKUP-LINK")),
        ask("ports", "multi", (
            "Port faults seen", "Помилки на портах", "Грешки по портовете", "Ошибки на портах",
        ), optional=True, options=options(
            ("errors", ("Errors counted", "Зростає лічильник помилок", "Броячът на грешки расте", "Растёт счётчик ошибок"), True),  # noqa: E501
            ("half", ("Half duplex", "Напівдуплекс", "Полудуплекс", "Полудуплекс"), True),
            ("flap", ("Goes up and down", "Лінк пропадає", "Линкът пада и се вдига", "Линк пропадает"), True),  # noqa: E501
        ), on_fail=fault("normal", "PORT")),
    ),
    section(
        "measured",
        MEASURED,
        measure("loss", "%", (
            "Packet loss", "Втрата пакетів", "Загуба на пакети", "Потеря пакетов",
        ), 1, min="0", max="100", ok_max="1", on_fail=fault("high", "LOSS")),
        measure("delay", "ms", (
            "Delay to the provider", "Затримка до провайдера",
            "Закъснение до доставчика", "Задержка до провайдера",
        ), min="0", max="5000", ok_max="60", on_fail=fault("normal", "DELAY")),
        measure("down", "Mbit/s", (
            "Download", "Швидкість завантаження", "Скорост на сваляне", "Скорость загрузки",
        ), min="0", max="100000"),
        measure("wifi", "dBm", (
            "Wi-Fi at the till or desk", "Wi-Fi біля каси чи робочого місця",
            "Wi-Fi при касата или бюрото", "Wi-Fi у кассы или рабочего места",
        ), min="-120", max="0", ok_min="-67", on_fail=fault("low", "WIFI"), optional=True),
    ),
    section(
        "leaving",
        LEAVING,
        ask("config", "check", (
            "Configuration saved and copied out", "Конфігурацію збережено, копію знято",
            "Конфигурацията е записана, има копие", "Конфигурация сохранена, копия снята",
        )),
        ask("passwords", "check", (
            "No factory passwords left", "Заводських паролів не лишилося",
            "Няма фабрични пароли", "Заводских паролей не осталось",
        )),
        ask("after", "photo", (
            "Photo after work", "Фото після роботи", "Снимка след работа", "Фото после работы",
        ), min_count=1, max_count=4),
        ask("works", "passfail", (
            "Card terminal and phones work", "Платіжний термінал і телефони працюють",
            "ПОС терминалът и телефоните работят", "Платёжный терминал и телефоны работают",
        ), on_fail=fault("high", "DOWN", follow_up=True)),
    ),
)  # fmt: skip
