"""Planted faults: `semgrep --test` finds each and nothing else. Nobody runs this file."""
# ruff: noqa

# ruleid: search-past-the-index
Person.objects.filter(family_name__icontains=q)
# ruleid: search-past-the-index
rows.exclude(centre=1, name__unaccent__startswith=q)
# ruleid: search-past-the-index
Q(street__search=q)
# ok: search-past-the-index
Person.objects.filter(search_key__startswith=q)
# ruleid: full-text-on-rows
rows.annotate(v=SearchVector("name"))


# ruleid: no-csrf-exempt
@csrf_exempt
def view(request):
    return None


# ok: no-csrf-exempt
def other_view(request):
    return None


# ruleid: no-raw-sql
Person.objects.raw("SELECT 1")
# ruleid: no-raw-sql
rows.extra(where=["1=1"])
# ruleid: sql-from-pieces
cursor.execute(f"SELECT {q}")
# ruleid: sql-from-pieces
cursor.execute("SELECT '%s'" % q)
# ruleid: sql-from-pieces
cursor.execute("SELECT {}".format(q))
# ok: sql-from-pieces
cursor.execute("SELECT %s", [q])
# ruleid: no-mark-safe
label = mark_safe(name)
# ok: no-mark-safe
label = format_html("<b>{}</b>", name)
# ruleid: one-clock
day = date.today()
# ruleid: one-clock
moment = datetime.now()
# ok: one-clock
day = clock.today()
# ruleid: no-stream-of-rows
answer = StreamingHttpResponse(rows.iterator())
# ok: no-stream-of-rows
answer = HttpResponse(text)

# ruleid: no-swallowed-fault
try:
    act()
except Exception:
    pass

# ok: no-swallowed-fault
try:
    act()
except ValueError:
    pass

# ruleid: no-foreign-host
requests.get("https://example.org")
# ruleid: no-foreign-host
urlopen("https://example.org")
# ruleid: no-dangerous-loader
pickle.loads(sent)
# ruleid: no-dangerous-loader
subprocess.run(words, shell=True)
# ok: no-dangerous-loader
subprocess.run([program, word])
