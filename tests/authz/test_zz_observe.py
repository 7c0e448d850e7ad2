import json
import time

import pytest
from django.urls import reverse

from tests.authz import places, urls, world
from tests.authz.test_urls import _today, answer, everybody  # noqa

pytestmark = pytest.mark.django_db
def test_observe(everybody):
    out = {}; n=0; t=time.process_time()
    for name, pattern in urls.walk():
        for method in urls.METHODS:
            row = {}
            for persona in world.PERSONAS:
                words = []
                for parts in places.addresses(everybody, name, persona):
                    n+=1
                    try:
                        words.append(answer(everybody.client(persona), method, reverse(name, kwargs=parts)))
                    except Exception as e:
                        words.append("ERR:" + type(e).__name__ + ":" + str(e)[:100].replace(" ", "_"))
                row[persona] = " ".join(words)
            out[f"{name} {method}"] = row
    with open("/tmp/work/h8observed.json", "w") as f: json.dump(out, f)
    print(n, time.process_time()-t)
    assert 0
