import time, json
from uuid import uuid4
import pytest
from django.db import connection
from privacyadmin import audit
@pytest.mark.django_db(transaction=True)
def test_speed():
    chains=[str(uuid4()) for _ in range(30)]
    with connection.cursor() as c:
        t=time.time()
        for k in range(20):
            e=json.dumps([{"chain":chains[i%30],"at":"2026-11-22T10:00:00Z","name":"tests.seen","actor":str(uuid4()),"about_type":"students.Student","about":str(uuid4()),"details":{"n":i,"code":"abc"}} for i in range(10000)])
            c.execute("select audit_append(%s::jsonb)",[e])
        print("append 200k", time.time()-t)
        c.execute("analyze audit_event")
    for _ in range(3):
        t=time.time(); v=audit.verify(); d=time.time()-t
        print(v, d, v.rows/d)
    with connection.cursor() as c:
        t=time.time(); n=0
        one=json.dumps([{"chain":chains[3],"at":"2026-11-22T10:00:00Z","name":"tests.seen","actor":str(uuid4()),"about_type":"students.Student","about":str(uuid4()),"details":{"n":1,"code":"abc"}}])
        for _ in range(500): c.execute("select audit_append(%s::jsonb)",[one])
        a=time.time()-t
        c.execute("create temp table plain (like audit_event including indexes)"); 
        t=time.time()
        for i in range(500): c.execute("insert into audit_event_plain select 1" if 0 else "insert into plain (chain,seq,at,name,actor,about_type,about,details,previous,hash) values (%s,%s,now(),'tests.seen',%s,'students.Student',%s,'{\"n\":1,\"code\":\"abc\"}','\\x00','\\x00')",[chains[3],i,uuid4(),uuid4()])
        b=time.time()-t
        print("one by one own commit", a/500*1000, b/500*1000, a/b)
