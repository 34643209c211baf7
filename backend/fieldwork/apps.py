from django.apps import AppConfig


class FieldworkConfig(AppConfig):
    name = "backend.fieldwork"
    label = "fieldwork"
