"""The forms of accounts, in the words that people read."""

from datetime import timedelta

from web.accounts.passwords import LONGEST, SHORTEST
from web.present.form_page import Field, FormPage, Link, Problem, SaidPage

ADDRESS = Field("address", "E-mail address", "email", "username")
PASSWORD = Field("password", "Password", "password", "current-password")
NEW_PASSWORD = Field(
    "new",
    "New password",
    "password",
    "new-password",
    f"{SHORTEST} to {LONGEST} characters. A few words in a row are easy to remember.",
)
NEXT = Field("next", kind="hidden")
TOKEN = Field("token", kind="hidden")

SIGN_IN = FormPage(
    "Sign in",
    "/account/sign-in",
    "Sign in",
    (
        ADDRESS,
        PASSWORD,
        Field(
            "keep", "Keep me signed in on this device for 30 days", "check", hint="Not on a shared computer."
        ),
        NEXT,
    ),
    links=(
        Link("Make an account", "/account/sign-up"),
        Link("I do not know my password", "/account/forgotten"),
    ),
)
SIGN_UP = FormPage(
    "Make an account",
    "/account/sign-up",
    "Send me a link",
    (ADDRESS,),
    (
        "With an account you can save searches and shortlists, and get a letter when something changes.",
        "You can search without one. We will send you a link to choose a password with.",
    ),
    links=(Link("I have an account", "/account/sign-in"),),
)
FORGOTTEN = FormPage(
    "Choose a new password",
    "/account/forgotten",
    "Send me a link",
    (ADDRESS,),
    ("We will send you a link. It works once, for one hour.",),
    links=(Link("Back to sign in", "/account/sign-in"),),
)
CHOOSE = FormPage(
    "Choose your password",
    "/account/choose-password",
    "Save the password",
    (Field("shown", "Your account", "shown", "username"), NEW_PASSWORD, TOKEN),
)
CHANGE = FormPage(
    "Change your password",
    "/account/password",
    "Change the password",
    (Field("shown", "Your account", "shown", "username"), PASSWORD, NEW_PASSWORD),
    ("You will stay signed in here, and be signed out everywhere else.",),
    links=(Link("Back to your account", "/account"),),
)
NEW_ADDRESS = FormPage(
    "Change your e-mail address",
    "/account/address",
    "Send me a link",
    (Field("address", "New e-mail address", "email", "email"), PASSWORD),
    ("We will send a link to the new address. It becomes yours when you open the link.",),
    links=(Link("Back to your account", "/account"),),
)
CONFIRM_ADDRESS = FormPage(
    "Is this your new address?",
    "/account/confirm-address",
    "Yes, use this address",
    (Field("shown", "New e-mail address", "shown"), TOKEN),
)
TIME_ZONE = FormPage(
    "Choose your time zone",
    "/account/time-zone",
    "Save",
    (Field("zone", "Time zone", "choice", hint="Letters come in the morning, where you are."),),
    links=(Link("Back to your account", "/account"),),
)
DELETE = FormPage(
    "Delete your account",
    "/account/delete",
    "Delete everything",
    (PASSWORD,),
    (
        "This deletes your account, your saved searches, your shortlists and your notes. Nobody can bring them back.",
        "It happens at once. Older backups of this site may hold a copy until they are thrown away.",
    ),
    links=(
        Link("Take a copy of everything first", "/account/export"),
        Link("Back to your account", "/account"),
    ),
)
# Who has no password shows in another way that it is them.
ADDRESS_TYPED = Field("password", "Type your e-mail address to go on", "text", "off")

WRONG = Problem("", "This address and password do not go together. Check both, or choose a new password.")
NO_ADDRESS = Problem("address", "Type an e-mail address, such as name@example.org.")
NO_PASSWORD = Problem("password", "Type your password.")
NOT_THE_PASSWORD = Problem("password", "That is not right. Please type it again.")
NO_ZONE = Problem("zone", "Choose a time zone from the list.")

LETTER_SENT = SaidPage(
    "Look into your mailbox",
    (
        "We sent a letter to the address you gave. Open the link in it to go on.",
        "It can take a few minutes. If nothing comes, look into your spam folder, and check the address.",
        "We send only a few letters an hour to one address.",
    ),
)
LINK_OVER = SaidPage(
    "This link does not work any more",
    ("It was used, or it is too old, or part of it is missing. You can have a new one sent to you.",),
    (Link("Make an account", "/account/sign-up"), Link("Choose a new password", "/account/forgotten")),
)
ADDRESS_TAKEN = SaidPage(
    "There is an account already",
    ("An account with this address was made in the meantime.",),
    (Link("Sign in", "/account/sign-in"), Link("Choose a new password", "/account/forgotten")),
)
NOT_VERIFIED = SaidPage(
    "We cannot sign you in",
    (
        "Your institution did not say that your e-mail address is yours.",
        "Without that, we cannot tell your account from another person’s.",
        "You can make an account with your e-mail address and a password.",
    ),
    (Link("Make an account", "/account/sign-up"), Link("Sign in", "/account/sign-in")),
)
DELETED = SaidPage(
    "Your account is deleted",
    ("Nothing of it is left on this site. Thank you for having been here.",),
    (Link("Search trials", "/"),),
)

# What the account page says after something was done, by the word in its address.
DONE = {
    "new": "Your account is ready.",
    "password": "Your password is changed. Other devices are signed out.",
    "address": "Your e-mail address is changed.",
    "time-zone": "Your time zone is saved.",
}


def please_wait(wait: timedelta) -> Problem:
    """Too many tries; in minutes where seconds would be many.

    >>> please_wait(timedelta(seconds=1.2)).message
    'There were too many tries. Please wait 2 seconds, then try again.'
    >>> please_wait(timedelta(seconds=61)).message
    'There were too many tries. Please wait 2 minutes, then try again.'
    """
    seconds = int(-(-wait.total_seconds() // 1))
    minutes = -(-seconds // 60)
    time = f"{seconds} second{'s' * (seconds != 1)}" if seconds <= 60 else f"{minutes} minutes"  # noqa: PLR2004
    return Problem("", f"There were too many tries. Please wait {time}, then try again.")
