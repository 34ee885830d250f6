"""English: how a member comes in, and the ways between their own pages."""

ME: dict[str, str | dict[str, str]] = {
    "me.places": "Your pages",
    "me.home": "Home",
    "me.history": "History",
    "me.certificates": "Certificates",
    "me.requests": "Requests",
    "me.data": "My data",
    "me.level": "Level: {level}",
    "me.balance": "Bonuses",
    "me.sign_out.everywhere": "Sign out on all devices",
    "me.sign_in": "Your account",
    "me.sign_in.text": "We send you a code of six digits: no password is needed.",
    "me.who": "Phone or e-mail",
    "me.who.hint": "The one you left in the salon or in the questionnaire",
    "me.who.wrong": "Type a phone with its code, such as +7 912 000-00-00, or an e-mail",
    "me.code.ask": "Get a code",
    "me.code": "Enter the code",
    "me.code.field": "Code from the message",
    "me.code.hint": "Six digits, good for ten minutes",
    "me.code.who": "Several people share this e-mail. Who are you?",
    "me.code.sent.email": "If the phone or e-mail belongs to a member who has an e-mail, the code is on its way to it.",
    "me.code.subject": "Your code to sign in: {chain}",
    "me.code.letter": "{code} is your code to sign in at {chain}.\n\nIt is good for ten minutes and only once. Tell it to "
    "nobody, not even to the staff. If you did not ask for it, there is nothing that you need to do.\n",
}
