#!/usr/bin/env python
"""Runs a command; starts the private services first where the environment names none."""

import os
import sys

from privacyadmin import local_services

WITHOUT_SERVICES = {"help", "version", "--version", "--help", "check", "collectstatic", "findstatic", "diffsettings", "sendtestemail"}
AS_OWNER = {"migrate", "makemigrations", "sqlmigrate", "showmigrations", "squashmigrations", "upgrade"}        # the rest: the web's role


def main() -> None:
    """Everything but migrations runs as the role that owns nothing, as the web does."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyadmin.settings")
    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    if command in AS_OWNER:
        os.environ.setdefault("PRIVACYADMIN_DB", "owner")
    if command not in WITHOUT_SERVICES or "--database" in sys.argv:
        local_services.ensure()
    # Only now: Django reads the settings, and these the environment, when it is imported.
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
