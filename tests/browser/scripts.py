"""Ways to make a page run a script, as somebody would type them into a field (RELIABILITY T25). Each calls `hit`, which nobody may."""

CALL = "hit()"
TAGS = (
    "<script>{c}</script>", "<script src=/static/x.js onerror={c}></script>", "<img src=x onerror={c}>", "<svg onload={c}>",
    "<svg><script>{c}</script></svg>", "<body onload={c}>", "<iframe srcdoc='<script>parent.{c}</script>'>", "<details open ontoggle={c}>",
    "<video><source onerror={c}>", "<audio src=x onerror={c}>", "<input autofocus onfocus={c}>", "<select autofocus onfocus={c}>",
    "<textarea autofocus onfocus={c}>", "<marquee onstart={c}>", "<object data=javascript:{c}>", "<embed src=javascript:{c}>",
    "<a href=javascript:{c}>x</a>", "<form action=javascript:{c}><button>x</button></form>", "<math><mi xlink:href=javascript:{c}>x",
    "<meta http-equiv=refresh content='0;url=javascript:{c}'>", "<link rel=stylesheet href=javascript:{c}>", "<base href=javascript:{c}//>",
    "<style onload={c}>@import 'x'</style>", "<template><script>{c}</script></template>", "<div hx-on:load={c}>x</div>",
    "<div hx-get=/ hx-trigger=load hx-on::after-request={c}>x</div>", "<div hx-vals='js:{{x:{c}}}' hx-get=/ hx-trigger=load>x</div>",
    "<div data-hx-on-load={c}>x</div>", "<noscript><p title='</noscript><img src=x onerror={c}>'>", "<x onclick={c} id=x tabindex=1>x</x>",
)
BREAKS = ('"', "'", '">', "'>", "</title>", "</textarea>", "</option></select>", "</script>", "-->", "]]>", "</style>", "`>")
INSIDE = (
    '" autofocus onfocus={c} x="', "' autofocus onfocus={c} x='", '" onmouseover={c} style="position:fixed;inset:0" x="', "javascript:{c}",
    "java\tscript:{c}", "data:text/html,<script>{c}</script>", "vbscript:{c}", "{{{{ {c} }}}}", "{{% {c} %}}", "${{{c}}}", "<%= {c} %>",
    "#{{{c}}}", "\\u003cscript\\u003e{c}\\u003c/script\\u003e", "&lt;script&gt;{c}&lt;/script&gt;", "&#60;script&#62;{c}&#60;/script&#62;",
    "%3Cscript%3E{c}%3C/script%3E", "+ADw-script+AD4-{c}+ADw-/script+AD4-", "\uff1cscript\uff1e{c}\uff1c/script\uff1e",
    "<scr<script>ipt>{c}</scr</script>ipt>", "<IMG SRC=x ONERROR={c}>", "<img/src=x/onerror={c}>", "<img src=x\nonerror\n=\n{c}>",
    "<svg/onload={c}//", "<<script>{c}//<</script>", "\u202e<script>{c}</script>", "<img src=x onerror=&#104;it()>",
    "<a href='&#106;avascript:{c}'>x</a>",
    "@import 'javascript:{c}';", "expression({c})", "url(javascript:{c})",
)
# A tag by itself, and a tag behind what would end the place where the value stands.
PAYLOADS = tuple(dict.fromkeys(
    [tag.format(c=CALL) for tag in TAGS] + [text.format(c=CALL) for text in INSIDE]
    + [f"{cut}{TAGS[number % 10].format(c=CALL)}" for number in range(5) for cut in BREAKS]
))
