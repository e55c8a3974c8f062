"""A page that asks for a few facts, does one act with them and leads on; a refusal loses nothing that was typed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render

from accounts.input.errors import ServiceError
from accounts.pages.access import CallerRequest


@dataclass(frozen=True)
class Question:
    """What the page says: title, the words before the form, the button, where "back" leads, what was done."""

    title: str
    button: str
    back: str
    done: str
    lead: Sequence[str] = ()
    template: str = "placements/form.html"


def posted(request: CallerRequest) -> QueryDict | None:
    """What a form is bound to: also to nothing, where somebody sent nothing."""
    return request.POST if request.method == "POST" else None


def failed(form: forms.Form, refused: ServiceError) -> None:
    """Show a refusal where it belongs: at its field, or above the form."""
    for name, words in refused.fields.items() or [(None, refused.message)]:
        form.add_error(name if name in form.fields else None, words)


def ask(
    request: CallerRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    said: Question,
    onward: Sequence[Any],
    **more: Any,
) -> HttpResponseBase:
    """`onward`: name and arguments of the page that follows. A row that is not the caller's is not there."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except ObjectDoesNotExist:
            raise Http404 from None
        except ServiceError as refused:
            failed(form, refused)
        else:
            messages.success(request, said.done)
            return redirect(*onward)
    context = {
        "page_title": said.title, "form": form, "button": said.button, "lead": said.lead, "back_href": said.back,
        **more,
    }  # fmt: skip
    return render(request, said.template, context, status=422 if form.is_bound else 200)
