import datetime as dt
from datetime import date
from django.conf import settings
from django.test import Client
from django.urls import reverse
from axe_playwright_python.sync_playwright import Axe
from tests.browser.conftest import browser, new_context
from tests.factories import *
from tests.factories import guardian, pupil, entry
from privacyadmin.access.catalogue import Category, Role
from privacyadmin.access.seed import seed_matrices
from privacyadmin.access.scope import resolve
from students.imports import apply, edexml, uploads
from students.models import *
from students.services import cases
from tests.edexml.build import make_edexml
from tests.imports.test_import_guardians import file
from django.utils import timezone

def test_shots(transactional_db, new_context, live_server, settings):
    settings.SECOND_FACTOR_REQUIRED=False
    seed_matrices(valid_from=date(2020,1,1))
    board=BoardFactory(); vlieger=SchoolFactory(board=board,name="De Vlieger",brin="99ZA",sector="po")
    apply.apply(edexml.read(make_edexml(60),on=TODAY),by=None,at=NOW)
    apply.apply(edexml.read(make_edexml(55),on=TODAY),by=None,at=NOW)
    noor=Student.objects.filter(first_name="Noor").first()
    cl=noor.memberships.first().class_group
    office=staff(Role.OFFICE,vlieger,name="Olga Meijer"); couns=staff(Role.COUNSELLOR,vlieger,name="Ingrid Bos"); director=staff(Role.DIRECTOR,vlieger,name="Dirk Jansen")
    teacher=staff(Role.GROUP_TEACHER,cl,name="Tess de Vries")
    UserFactory(email="leerkracht1@school.example",name="A. Mol")
    for c in (Category.RES,Category.ABS,Category.GUI,Category.CAR,Category.SAF): 
        for i in range(2): entry(noor,vlieger,c,text="Noor werkt hard en vraagt om hulp als het nodig is. "*3, author_name="Tess de Vries")
    guardian(noor,last_name="Wit",first_name="Anna",phone="06 1234 5678"); guardian(noor,last_name="Vos",first_name="Bart",authority="nee",has_secret_address=True)
    Restriction(student=noor,categories=["RES"],since=NOW-dt.timedelta(days=3),reason="x",ground="accuracy").save()
    Protection(student=noor,categories=["GUI"],since=NOW-dt.timedelta(days=3),reason="x",review_on=date(2027,1,1)).save()
    now=timezone.now()
    case=cases.open_case(kind="care",school=vlieger,pupils=[noor],categories=["ID","CAR"],reason="Zorgteam november",by=resolve(couns,now),at=now)
    cases.join(case,user=teacher,role=Role.GROUP_TEACHER,by=couns,why="x",at=now)
    src=make_edexml(58).replace("<roepnaam>Noor</roepnaam>".encode(),b"<roepnaam>Noortje</roepnaam>").replace(b"L00003",b"L99999")
    f=edexml.read(src,on=TODAY); d=apply.difference(f,at=now)
    up=uploads.keep(src,kind="edexml",school=vlieger,shown=d.digest(),by=office,at=now)
    ctx={}
    def shot(user,path,name,widths=(390,1280)):
        c=Client(); c.force_login(user)
        for w in widths:
            context=new_context(viewport={"width":w,"height":900})
            context.add_cookies([{"name":settings.SESSION_COOKIE_NAME,"value":c.cookies[settings.SESSION_COOKIE_NAME].value,"url":live_server.url}])
            page=context.new_page(); errs=[]
            page.on("console",lambda m:errs.append(m.text) if m.type in("error","warning") else None)
            r=page.goto(live_server.url+path); 
            page.screenshot(path=f"/tmp/h6shots/{name}-{w}.png",full_page=True)
            if w==390:
                page.set_viewport_size({"width":320,"height":800})
                sw=page.evaluate("document.documentElement.scrollWidth")
                v=Axe().run(page).response["violations"]
                print(name,r.status,"scroll",sw,"axe",[(x["id"],x["nodes"][0]["html"][:150]) for x in v],errs)
            context.close()
    shot(office,"/students/","list"); shot(office,noor.get_absolute_url(),"detail-office"); shot(couns,noor.get_absolute_url(),"detail-couns")
    shot(couns,reverse("students:category",args=[noor.pk,"CAR"]),"category"); shot(couns,reverse("students:entry_new",args=[noor.pk,"CAR"]),"entry-new")
    shot(office,"/students/import/","import"); shot(office,f"/students/import/{up.pk}/","difference"); shot(office,"/students/import/guardians/","guardians")
    shot(office,"/students/appointments/","appointments"); shot(office,"/students/departures/","departures"); shot(office,"/students/addresses/","addresses")
    shot(couns,"/students/cases/","cases"); shot(couns,f"/students/cases/{case.pk}/","case"); shot(couns,reverse("students:case_new",args=[noor.pk]),"case-new")
    shot(director,reverse("students:exception_new",args=[noor.pk]),"exception-new"); shot(office,reverse("students:bsn",args=[noor.pk]),"bsn")
    shot(office,"/","home")
