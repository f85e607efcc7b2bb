"""What the journal says about plans; words about the person stay in the plan itself."""

from __future__ import annotations

from opencus.audit.events import keep, register

DRAFTED = register("plans.plan.draft", "rozpoczęto plan usług {number}", scrub=keep("number", "services"))
ITEM_ADDED = register("plans.item.add", "dodano do planu {number} usługę: {service}", scrub=keep("number", "service"))
ITEM_EDITED = register(
    "plans.item.edit", "zmieniono w planie {number} usługę: {service} ({fields})", scrub=keep("number", "service", "fields")
)
ITEM_REMOVED = register("plans.item.remove", "usunięto z planu {number} usługę: {service}", scrub=keep("number", "service"))
PERIOD_SET = register(
    "plans.version.period", "ustalono okres planu {number}: {valid_from} – {valid_to}",
    scrub=keep("number", "valid_from", "valid_to"),
)  # fmt: skip
AGREED = register("plans.version.agree", "odnotowano ustalenie planu {number} z osobą, dnia {on}", scrub=keep("number", "on"))
SUPPORT_ADDED = register("plans.support.add", "dodano do planu {number} działanie wspierające", scrub=keep("number"))
SUPPORT_REMOVED = register("plans.support.remove", "usunięto z planu {number} działanie wspierające", scrub=keep("number"))
SUBMITTED = register("plans.version.submit", "wysłano plan {number} do zatwierdzenia", scrub=keep("number", "version"))
SENT_BACK = register("plans.version.send_back", "odesłano plan {number} z uwagą", scrub=keep("number", "version"))
# R34: the same person drafted and approved; kept apart so that it can be counted.
APPROVED = register("plans.version.approve", "zatwierdzono plan {number}, wersja {version}", scrub=keep("number", "version"))
SELF_APPROVED = register(
    "plans.version.self_approve", "zatwierdzono własny plan {number}, wersja {version}", scrub=keep("number", "version")
)
BEGAN = register("plans.version.begin", "plan {number}, wersja {version}, zaczął obowiązywać", scrub=keep("number", "version"))
ENDED = register("plans.version.end", "zakończono plan {number}", scrub=keep("number", "version", "on"))
NEW_VERSION = register("plans.version.new", "rozpoczęto wersję {version} planu {number}", scrub=keep("number", "version"))
MONITORED = register("plans.monitoring.add", "dodano wpis monitorowania planu {number} z dnia {on}", scrub=keep("number", "on"))
MONITOR_CHANGED = register("plans.plan.monitor", "zmieniono osobę monitorującą plan {number}", scrub=keep("number"))
CLOSED = register("plans.plan.close", "zamknięto plan {number}", scrub=keep("number", "talk"))
OPENED = register("plans.plan.open", "otwarto plan usług {number}", scrub=keep("number"), reading=True)
PRINTED = register("plans.plan.print", "otwarto plan usług {number} do druku", scrub=keep("number"), reading=True)
LISTED = register("plans.plan.list", "przejrzano listę planów ({count})", scrub=keep("count"), reading=True)
EXPORTED = register("plans.plan.export", "pobrano listę planów ({count})", scrub=keep("count"), reading=True)
