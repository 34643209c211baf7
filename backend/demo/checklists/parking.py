"""Barriers and pay stations."""

from backend.demo.checklists.shape import (
    LEAVING,
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

BARRIER = form(
    "barrier",
    ("Barrier or pay station", "Шлагбаум або паркомат", "Бариера или паркомат", "Шлагбаум или паркомат"),  # noqa: E501
    section(
        "safety",
        SAFETY,
        ask("closed_off", "check", (
            "The lane is closed off", "Проїзд огороджено", "Лентата е затворена", "Проезд огорожен",
        )),
        ask("safe", "check", POWER_OFF),
    ),
    section(
        "barrier",
        ("Barrier", "Шлагбаум", "Бариера", "Шлагбаум"),
        ask("kind", "choice", (
            "What is it?", "Що це?", "Какво е това?", "Что это?",
        ), options=options(
            ("barrier", ("Barrier", "Шлагбаум", "Бариера", "Шлагбаум")),
            ("station", ("Pay station", "Паркомат", "Паркомат", "Паркомат")),
        )),
        measure("cycles", "", (
            "Test cycles", "Тестові цикли", "Тестови цикли", "Тестовые циклы",
        ), min="0", max="100", ok_min="5", visible_if=when("kind", "eq", "barrier")),
        ask("sensor", "passfail", (
            "Stops at an obstacle", "Зупиняється перед перешкодою",
            "Спира пред препятствие", "Останавливается перед препятствием",
        ), on_fail=fault("critical", "OBSTACLE", follow_up=True),
            visible_if=when("kind", "eq", "barrier")),
        ask("belt", "choice", (
            "Belt and springs", "Ремінь і пружини", "Ремък и пружини", "Ремень и пружины",
        ), options=options(
            ("good", ("Good", "Справні", "Изправни", "Исправны")),
            ("worn", ("Worn", "Зношені", "Износени", "Изношены"), True),
        ), on_fail=fault("normal", "BELT", photos=1, paid_work=True),
            visible_if=when("kind", "eq", "barrier")),
        ask("counter", "meter", (
            "Opening counter", "Лічильник відкривань", "Брояч на отварянията", "Счётчик открываний",
        ), decimals=0, min="0", max="9999999", rollover="9999999",
            visible_if=when("kind", "eq", "barrier"), optional=True),
    ),
    section(
        "station",
        ("Pay station", "Паркомат", "Паркомат", "Паркомат"),
        ask("cards", "passfail", (
            "Takes cards", "Приймає картки", "Приема карти", "Принимает карты",
        ), on_fail=fault("high", "CARDS"), visible_if=when("kind", "eq", "station")),
        ask("coins", "passfail", (
            "Takes coins and gives change", "Приймає монети й дає решту",
            "Приема монети и връща ресто", "Принимает монеты и даёт сдачу",
        ), on_fail=fault("normal", "COINS"), visible_if=when("kind", "eq", "station")),
        ask("paper", "passfail", (
            "Paper is in and prints", "Папір є, друкує", "Има хартия и печата", "Бумага есть, печатает",  # noqa: E501
        ), on_fail=fault("low", "PAPER"), visible_if=when("kind", "eq", "station")),
    ),
    section(
        "leaving",
        LEAVING,
        ask("photo", "photo", (
            "Photo after work", "Фото після роботи", "Снимка след работа", "Фото после работы",
        ), min_count=1, max_count=3),
        ask("works", "passfail", WORKS_AGAIN, on_fail=fault("high", "DOWN", follow_up=True)),
    ),
)  # fmt: skip
