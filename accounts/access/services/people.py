"""The one person of an address: whoever lets somebody in gets the same row."""

from allauth.account.models import EmailAddress

from accounts.input.pasted import plain
from accounts.models import User


def person_of(email: str, name: str) -> User:
    """The person of this address, made if nobody has it yet; they prove the address by signing in with its code."""
    email = plain(email).lower()
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known
    user = User.objects.create_user(email, None, name=name)
    EmailAddress.objects.create(user=user, email=user.email, verified=False, primary=True)
    return user
