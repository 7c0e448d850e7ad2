import time, statistics, random
from django.test import Client
from django.urls import reverse
from tests.accounts.conftest import ask_code
from django.db import connection
from django.test.utils import CaptureQueriesContext

def test_q(transactional_db, board, parent, settings):
    settings.ACCOUNT_RATE_LIMITS = {k: "1000000/m/ip" for k in ("login", "login_failed", "request_login_code", "reset_password")}
    for a in (parent.email, "niemand@thuis.example"):
        for i in range(2):
            c = Client(); c.get(reverse("account_login"))
            with CaptureQueriesContext(connection, ) as q:
                ask_code(c, a)
        for x in q.captured_queries: print(x["time"], x["sql"][:110].replace("\n"," "))
        print()
