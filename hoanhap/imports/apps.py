from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "hoanhap.imports"
    verbose_name = "Nhập danh sách"
