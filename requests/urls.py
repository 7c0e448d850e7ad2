from django.urls import path

from .views import dossier, intake, intake_short, letters, register, steps, vetting

app_name = "requests"
ONE = "<uuid:key>/"
PIECE = "<uuid:key>/items/<uuid:item_key>/"

urlpatterns = [
    path("", register.index, name="list"),
    path("new/", intake.new, name="new"),
    path("asked/", intake_short.asked, name="asked"),
    path("vetting/", vetting.index, name="vetting"),
    path(ONE, register.detail, name="detail"),
    path(f"{ONE}identity/", steps.page_of("identify"), name="identify"),
    path(f"{ONE}gather/", steps.page_of("gather"), name="gather"),
    path(f"{ONE}gather-again/", steps.page_of("gather_again"), name="gather_again"),
    path(f"{ONE}help/", letters.ask_for_help, name="ask_for_help"),
    path(f"{ONE}handler/", steps.page_of("assign"), name="assign"),
    path(f"{ONE}question/", steps.page_of("ask"), name="ask"),
    path(f"{ONE}question/answer/", steps.page_of("answer_question"), name="answer_question"),
    path(f"{ONE}extend/", steps.page_of("extend"), name="extend"),
    path(f"{ONE}withdraw/", steps.page_of("withdraw"), name="withdraw"),
    path(f"{ONE}submit/", steps.page_of("submit"), name="submit"),
    path(f"{ONE}decide/", steps.page_of("decide"), name="decide"),
    path(f"{ONE}send-back/", steps.page_of("send_back"), name="send_back"),
    path(f"{ONE}refuse/", steps.page_of("refuse"), name="refuse"),
    path(f"{ONE}make-again/", steps.page_of("make_again"), name="make_again"),
    path(f"{ONE}hand-over/", steps.page_of("hand_over"), name="hand_over"),
    path(f"{ONE}print/", steps.print_answer, name="print"),
    path(f"{ONE}vet/<str:category>/", steps.ask_to_vet, name="ask_to_vet"),
    path(f"{ONE}steps/<slug:name>/", steps.step, name="step"),
    path(f"{ONE}items/", dossier.items, name="items"),
    path(PIECE, dossier.item, name="item"),
    path(f"{PIECE}file/", dossier.file, name="file"),
    path(f"{PIECE}black-out/", dossier.black_out, name="black_out"),
    path(f"{PIECE}proposals/", dossier.accept, name="accept"),
    path(f"{PIECE}show-again/<uuid:redaction_key>/", dossier.show_again, name="show_again"),
    path(f"{PIECE}clear/", dossier.clear, name="clear"),
    path(f"{PIECE}leave-out/", dossier.leave_out, name="leave_out"),
    path(f"{PIECE}reopen/", dossier.reopen, name="reopen"),
]
