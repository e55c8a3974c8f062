"""Questions people have at night on a phone, each answered on one page that takes a minute."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from accounts.pages.access import public
from carers.public.allowances import allowances

TOPICS = {
    "money": gettext_lazy("What does it pay?"),
    "tax": gettext_lazy("Is it taxed, and what about benefits?"),
    "home": gettext_lazy("Does my home have to be big, or mine?"),
    "work": gettext_lazy("Can I foster and work?"),
    "single": gettext_lazy("Can I foster on my own?"),
    "age": gettext_lazy("Am I too old, or too young?"),
    "children": gettext_lazy("What about my own children?"),
    "pets": gettext_lazy("We have a dog. Is that a problem?"),
    "health": gettext_lazy("What if I have been ill?"),
    "steps": gettext_lazy("What are the steps, and how long do they take?"),
    "leaving": gettext_lazy("What if I change my mind?"),
}


@public
@require_GET
def topics(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "carers/public/questions.html",
        {"page_title": _("Money, home and work: your questions"), "topics": TOPICS},
    )


@public
@require_GET
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    if slug not in TOPICS:
        raise Http404
    order = list(TOPICS)
    following = order[(order.index(slug) + 1) % len(order)]
    context = {
        "page_title": TOPICS[slug],
        "slug": slug,
        "following": following,
        "following_title": TOPICS[following],
        "allowances": allowances() if slug == "money" else [],
    }
    return render(request, f"carers/public/questions/{slug}.html", context)
