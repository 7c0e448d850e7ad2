from django.apps import AppConfig


class WorkflowConfig(AppConfig):
    name = "privacyadmin.workflow"
    label = "workflow"
