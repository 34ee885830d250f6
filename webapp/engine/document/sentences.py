"""The sentences of problems: for each code what is wrong and what would be accepted, in Russian and English.

In braces stand the words of the problem; `near` is empty or suggests the closest known name.
"""

from __future__ import annotations

UNREADABLE: dict[str, tuple[str, str]] = {
    "too_large": (
        "Текст слишком велик; документ может занимать не больше {most} байт.",
        "The text is too large; a document may have up to {most} bytes.",
    ),
    "not_json": (
        "Это не JSON: {found}.",
        "This is not JSON: {found}.",
    ),
    "not_yaml": (
        "Это не YAML ({found}); проверьте отступы, двоеточия, кавычки и скобки в этой строке и строкой выше.",
        "This is not YAML ({found}); check indents, colons, quotes and brackets on this line and the one above.",
    ),
    "too_deep": (
        "Слишком глубокая вложенность; допускается до {most} уровней.",
        "Nested too deeply; up to {most} levels are accepted.",
    ),
    "alias": (
        "Ссылки и якоря YAML не принимаются ({found}); повторите само значение, а текст с & или * в начале "
        "возьмите в кавычки.",
        "YAML anchors and aliases are not accepted ({found}); repeat the value itself, and quote a text that "
        "begins with & or *.",
    ),
    "tag": (
        "Метки типов YAML не принимаются ({found}); уберите метку, а текст с ! в начале возьмите в кавычки.",
        "YAML tags are not accepted ({found}); leave the tag out, and quote a text that begins with !.",
    ),
    "second_document": (
        "В файле больше одного документа; оставьте один, без строки ---.",
        "The file holds more than one document; leave one, without a line of ---.",
    ),
    "key_not_word": (
        "Ключом может быть только слово; напишите «слово: значение».",
        "A key can only be a word; write 'word: value'.",
    ),
    "duplicate_key": (
        "Ключ {found} уже есть в этом разделе, в строке {first}; оставьте один из двух.",
        "The key {found} already stands in this section, on line {first}; leave one of the two.",
    ),
    "character": (
        "В тексте знак {found}, которого в YAML быть не может; уберите его и сохраните файл в UTF-8.",
        "The text has the character {found}, which YAML does not allow; remove it and save the file as UTF-8.",
    ),
}

PYDANTIC: dict[str, tuple[str, str]] = {
    "missing": ("Не хватает ключа {key}; добавьте его.", "The key {key} is missing; add it."),
    "extra_forbidden": (
        "Неизвестный ключ {found}{near}; здесь допустимы: {accepted}.",
        "Unknown key {found}{near}; accepted here: {accepted}.",
    ),
    "literal_error": (
        "{found} здесь не подходит{near}; допустимо: {accepted}.",
        "{found} does not fit here{near}; accepted: {accepted}.",
    ),
    "string_type": ("Здесь нужен текст, а стоит {found}.", "A text is wanted here, not {found}."),
    "int_type": ("Здесь нужно целое число, а стоит {found}.", "A whole number is wanted here, not {found}."),
    "bool_type": ("Здесь нужно yes или no, а стоит {found}.", "Yes or no is wanted here, not {found}."),
    "dict_type": (
        "Здесь нужен раздел со строками «имя: значение», а стоит {found}.",
        "A section of lines 'name: value' is wanted here, not {found}.",
    ),
    "model_type": (
        "Здесь нужен раздел со строками «ключ: значение», а стоит {found}; допустимы ключи: {accepted}.",
        "A section of lines 'key: value' is wanted here, not {found}; accepted keys: {accepted}.",
    ),
    "list_type": (
        "Здесь нужен список, как [а, б], а стоит {found}.",
        "A list such as [a, b] is wanted here, not {found}.",
    ),
    "string_pattern_mismatch": (
        "{found} записано не так; допустимый вид: {pattern}.",
        "{found} is not written as it should be; accepted form: {pattern}.",
    ),
    "string_too_short": ("Текст пуст или слишком короток; напишите его.", "The text is empty or too short; write it."),
    "string_too_long": (
        "Текст слишком длинный; допустимо до {most} знаков.",
        "The text is too long; up to {most} characters are accepted.",
    ),
    "too_short": ("Слишком мало значений; нужно хотя бы {least}.", "Too few values; at least {least} wanted."),
    "too_long": ("Слишком много значений; допустимо до {most}.", "Too many values; up to {most} accepted."),
}

VALUES: dict[str, tuple[str, str]] = {
    "text": (
        "Здесь нужен текст или число, а не раздел и не список.",
        "A text or a number is wanted here, not a section or a list.",
    ),
    "mapping": ("Здесь нужен раздел со строками «ключ: значение».", "A section of lines 'key: value' is wanted here."),
    "word": (
        "{found} не подходит как имя; нужны строчные латинские буквы, цифры и _, первой буква, до 64 знаков.",
        "{found} is no name; small Latin letters, digits and _ are wanted, a letter first, up to 64 in all.",
    ),
    "words": ("{found} не список слов; напишите [слово, слово].", "{found} is no list of words; write [word, word]."),
    "duration": (
        "{found} не срок; напишите, например, '30 days', '12 months', '1 year' или '5 working days'.",
        "{found} is no span of time; write for instance '30 days', '12 months', '1 year' or '5 working days'.",
    ),
    "calendar_span": (
        "{found}: здесь рабочие дни не считаются; нужен срок в днях, месяцах или годах, как '30 days'.",
        "{found}: working days are not counted here; days, months or years are wanted, as in '30 days'.",
    ),
    "date": (
        "{found} не дата; напишите год, месяц и день, как 2026-01-20.",
        "{found} is no date; write year, month and day, as in 2026-01-20.",
    ),
    "dates": (
        "{found} не промежуток дат; напишите первый и последний день, как 2026-03-01..2026-03-31, или один день.",
        "{found} is no span of dates; write the first and the last day, as in 2026-03-01..2026-03-31, or one day.",
    ),
    "month_day": (
        "{found} не день года; напишите месяц и день, как 01-20 (29 февраля есть не в каждом году и не принимается).",
        "{found} is no day of the year; write month and day, as in 01-20 (29 February is not in every year and is "
        "not accepted).",
    ),
    "hours": (
        "{found} не часы дня; напишите с какого времени и до какого, как 10:00-14:30; через полночь, как 22:00-06:00, "
        "— только в условиях.",
        "{found} are no hours of a day; write from when to when, as in 10:00-14:30; over midnight, as in 22:00-06:00, "
        "in conditions only.",
    ),
    "nth_every": (
        "Каждый такой визит пишется без visit: nth: {{every: {name}}}.",
        "Each such visit is written without 'visit': nth: {{every: {name}}}.",
    ),
    "flag": (
        "{found} не да и не нет; напишите yes или no (true или false).",
        "{found} is neither yes nor no; write yes or no (true or false).",
    ),
    "count": (
        "{found} не целое число; нужны только цифры, как 18.",
        "{found} is no whole number; digits only are wanted, as in 18.",
    ),
    "number": (
        "{found} не число от нуля; нужны цифры и не больше двух знаков после запятой или точки, как 17777 или 0.10.",
        "{found} is no number from zero up; digits are wanted, with at most two after the point, as in 17777 or 0.10.",
    ),
    "step": (
        "Шаг {found} не подходит; нужно число больше нуля, как 0.10 или 1.",
        "A step of {found} does not fit; a number above zero is wanted, as in 0.10 or 1.",
    ),
    "percent": (
        "{found} не процент; напишите число и знак %, как 7% или 12.5%.",
        "{found} is no percent; write a number and %, as in 7% or 12.5%.",
    ),
    "percent_range": ("{found} не от 0 до 100 процентов.", "{found} is not between 0% and 100%."),
    "amount": (
        "{found} не величина; нужно число, процент, как 5%, или таблица: table: [level], а рядом ячейки по именам, "
        "столько вложенных разделов, сколько ключей.",
        "{found} is no amount; a number, a percent such as 5%, or a table is wanted: table: [level], and beside it "
        "cells by name, one depth of sections for each key.",
    ),
    "table_keys": (
        "Таблица здесь строится по одному или нескольким разным ключам из: {accepted}; напишите, например, table: "
        "[{first}].",
        "A table here goes by one or several different keys of: {accepted}; write for instance table: [{first}].",
    ),
    "table_depth": (
        "В таблице столько вложенных разделов, сколько ключей в table; здесь нужен ещё один раздел с ячейками, и "
        "не пустой.",
        "A table has as many nested sections as 'table' has keys; another section of cells is wanted here, and "
        "not an empty one.",
    ),
    "end": (
        "{found} не конец срока; напишите never, срок, как '12 months', или одно из {{after: 12 months}}, "
        "{{yearly: 01-20, carry_over_from: 01-10}}, {{end_of: year, plus: 1 month}}, {{date: 2026-12-31}}, "
        "{{with: card}}.",
        "{found} is no end; write never, a span such as '12 months', or one of {{after: 12 months}}, {{yearly: "
        "01-20, carry_over_from: 01-10}}, {{end_of: year, plus: 1 month}}, {{date: 2026-12-31}}, {{with: card}}.",
    ),
    "card_end": (
        "С картой может кончаться только уровень; здесь допустимо never, срок, after, yearly, end_of или date.",
        "Only a level can end with the card; never, a span, after, yearly, end_of or date are accepted here.",
    ),
    "window": (
        "{found} не окно счёта; напишите life, level_period или срок, как '12 months'.",
        "{found} is no window of counting; write life, level_period or a span such as '12 months'.",
    ),
    "compare": (
        "Здесь нужно число (это «не меньше») или раздел с границами: {accepted}.",
        "A number (which means at least) or a section of bounds is wanted here: {accepted}.",
    ),
    "one_of": (
        "{found} здесь не подходит{near}; допустимо: {accepted}.",
        "{found} does not fit here{near}; accepted: {accepted}.",
    ),
}

SECTIONS: dict[str, tuple[str, str]] = {
    "one_discount": (
        "Скидка — это что-то одно: процент, сумма или цена.",
        "A discount is one thing: a percent, an amount or a price.",
    ),
    "one_gift": (
        "Награда — это что-то одно: discount, money, item, group, wallet, choice или certificate.",
        "A reward is one thing: discount, money, item, group, wallet, choice or certificate.",
    ),
    "per_or_full": (
        "Стоит либо per, либо per_full; уберите одно из них.",
        "Either per or per_full stands; leave one of them out.",
    ),
    "currency": (
        "{found} не валюта; нужен её код из трёх заглавных букв по ISO 4217, как RUB.",
        "{found} is no currency; its code of three capital letters by ISO 4217 is wanted, as in RUB.",
    ),
    "country": (
        "Рабочий календарь страны {found} неизвестен; нужны две заглавные буквы, как RU.",
        "The working calendar of country {found} is not known; two capital letters are wanted, as in RU.",
    ),
    "zone": (
        "Часовой пояс {found} неизвестен; напишите имя из базы поясов, как Europe/Moscow.",
        "The time zone {found} is not known; write a name of the time zone database, as in Europe/Moscow.",
    ),
    "span_order": (
        "Последний срок наступает не позже первого дня; until должен быть позже from.",
        "The end does not come after the beginning; 'until' must be later than 'from'.",
    ),
    "worth": (
        "Единица кошелька может стоить только единицу валюты; напишите worth: 1 или уберите этот ключ.",
        "A unit of a wallet can only be worth one unit of the currency; write worth: 1 or leave the key out.",
    ),
    "give_or_times": (
        "Начисление либо даёт (give), либо умножает (times); оставьте одно из двух.",
        "An earning either gives ('give') or multiplies ('times'); write one of the two.",
    ),
    "no_effect": (
        "Правило ничего не делает; напишите в then хотя бы одно из: discount, earn, refuse, give.",
        "The rule does nothing; write at least one of discount, earn, refuse, give under 'then'.",
    ),
    "no_refusal": (
        "Не сказано, в чём отказать; напишите хотя бы одно из: {accepted}, и причину словом.",
        "Nothing is named to refuse; write at least one of {accepted}, with the reason as a word.",
    ),
}

FACTS: dict[str, tuple[str, str]] = {
    "moment": (
        "{found} не местное время; напишите, например, 2025-03-03 или 2025-03-03T18:30, без часового пояса.",
        "{found} is no local time; write for instance 2025-03-03 or 2025-03-03T18:30, without a zone.",
    ),
    "places": (
        "Мест {found}, а может быть от 1 до {most}.",
        "There are {found} places; there may be 1 to {most}.",
    ),
    "above_zero": (
        "{found} не больше нуля; нужно число больше нуля.",
        "{found} is not above zero; a number above zero is wanted.",
    ),
    "spend": (
        "{found} не говорит, сколько списать; нужно max или число от нуля.",
        "{found} does not say how much to spend; max is wanted, or a number from zero up.",
    ),
    "quantity": (
        "{found} не количество; нужно целое число от 1 до {most}.",
        "{found} is no quantity; a whole number from 1 to {most} is wanted.",
    ),
    "line": (
        "Строка чека называет либо товар (item), либо группу и цену (group, price); оставьте одно из двух.",
        "A line names either an item, or a group and a price; write one of the two.",
    ),
    "one_way": (
        "Участник назван больше чем одним способом; оставьте одно из: member, card, phone.",
        "The member is named in more than one way; leave one of member, card, phone.",
    ),
}

WHOLE: dict[str, tuple[str, str]] = {
    "needs_rate": (
        "Не сказано, сколько единиц стоит награда; добавьте rate, blocks или цену награды.",
        "It is not said how many units a reward takes; add rate, blocks or a price of the reward.",
    ),
    "endless": (
        "Это никогда не кончится: каждый круг даёт не меньше, чем нужно для следующего ({accepted}); ограничьте "
        "правило: if, once, cap, меньшее число.",
        "This would never end: each round gives at least what the next one needs ({accepted}); bound the rule: if, "
        "once, cap, a smaller number.",
    ),
    "needs_units": (
        "Не сказано, сколько единиц кошелька даёт награда; добавьте units.",
        "It is not said how many units of the wallet the reward gives; add units.",
    ),
    "not_yet": (
        "{found} язык уже читает, но ещё не исполняет; уберите.",
        "{found} is read but not carried out yet; leave it out.",
    ),
    "unknown_level": (
        "Уровня {found} в документе нет{near}; есть: {accepted}.",
        "The document has no level {found}{near}; it has: {accepted}.",
    ),
    "unknown_wallet": (
        "Кошелька {found} в документе нет{near}; есть: {accepted}.",
        "The document has no wallet {found}{near}; it has: {accepted}.",
    ),
    "unknown_counter": (
        "Счётчика {found} в документе нет{near}; есть: {accepted}.",
        "The document has no counter {found}{near}; it has: {accepted}.",
    ),
    "not_summed": (
        "Счётчик {found} не складывается по дням, мест по нему не распределить; подойдут: {accepted}.",
        "The counter {found} does not add up by days, so nobody can be placed by it; these do: {accepted}.",
    ),
    "unknown_threshold": (
        "{found} не счётчик документа и не слово условий{near}; счётчики: {counters}; слова: {accepted}.",
        "{found} is neither a counter of the document nor a word of conditions{near}; counters: {counters}; "
        "words: {accepted}.",
    ),
    "unknown_reward": (
        "Награды {found} в документе нет{near}; есть: {accepted}.",
        "The document has no reward {found}{near}; it has: {accepted}.",
    ),
    "unknown_target": (
        "Ни кошелька, ни награды {found} в документе нет{near}; есть: {accepted}.",
        "The document has neither a wallet nor a reward {found}{near}; it has: {accepted}.",
    ),
    "unknown_group": (
        "Группы {found} в combine нет{near}; есть: {accepted}.",
        "There is no group {found} in 'combine'{near}; there are: {accepted}.",
    ),
    "unknown_benefit": (
        "Здесь {found} ничего не значит{near}; допустимо: {accepted}.",
        "{found} means nothing here{near}; accepted: {accepted}.",
    ),
    "least_over_most": (
        "Здесь least больше, чем most: списать не получится ничего; уменьшите least или увеличьте most.",
        "Here 'least' is above 'most', so nothing can be spent; lower 'least' or raise 'most'.",
    ),
    "from_over_most": (
        "Здесь from больше, чем вмещает кошелёк (его most): списать не получится ничего; уменьшите from.",
        "Here 'from' is above what the wallet holds (its 'most'), so nothing can be spent; lower 'from'.",
    ),
    "no_wallet": (
        "Бонусам некуда поступать и неоткуда тратиться; добавьте кошелёк, например wallets: {{bonus: {{}}}}.",
        "There is no wallet that bonuses could go to or come from; add one, for instance wallets: {{bonus: {{}}}}.",
    ),
    "one_wallet": (
        "На чеке участвует один кошелёк, а {found} — другой; нужен {accepted}.",
        "Receipts earn into and spend from one wallet, and {found} is another; {accepted} is wanted.",
    ),
    "no_cards": (
        "Это держится на карте, а раздела cards нет; добавьте его, например cards: {{valid: 2 years}}.",
        "This hangs on a card, but there is no section 'cards'; add one, for instance cards: {{valid: 2 years}}.",
    ),
    "no_certificates": (
        "Награда даёт сертификат, а раздела certificates нет; добавьте его, например certificates: {{valid: 30 days}}.",
        "The reward is a certificate, but there is no section 'certificates'; add one, for instance certificates: "
        "{{valid: 30 days}}.",
    ),
    "fixed_number": (
        "Здесь нужно одно число, как earn: 100: без процента, таблицы и других слов, кроме wallet.",
        "One number is wanted here, as in earn: 100: no percent, no table and no other words but 'wallet'.",
    ),
    "needs_earning": (
        "Такое правило даёт бонусы; напишите число, как then: {{earn: 100}}.",
        "Such a rule gives bonuses; write a number, as in then: {{earn: 100}}.",
    ),
    "needs_gift": (
        "Правило на просьбу даёт награду; напишите then: {{give: НАГРАДА}}.",
        "A rule on a request gives a reward; write then: {{give: REWARD}}.",
    ),
    "not_on_this": (
        "{found} здесь не действует: правило срабатывает не на это; для такого события допустимо: {accepted}.",
        "{found} has no effect here: the rule answers to something else; accepted for such an event: {accepted}.",
    ),
    "once_not_here": (
        "Ключ once действует только в правилах на день рождения и на просьбу; уберите его отсюда.",
        "The key 'once' acts only in rules on a birthday or a request; leave it out here.",
    ),
    "line_word": (
        "Здесь строк чека не видно, поэтому условие {found} не может ничего выбрать; уберите его или перенесите "
        "туда, где выбирают строки.",
        "No lines are looked at here, so the condition {found} can choose nothing; leave it out, or put it where "
        "lines are chosen.",
    ),
    "reserved_name": (
        "{found} — слово самого языка документов и именем быть не может; возьмите другое имя.",
        "{found} is a word of the language of documents and can't be a name; take another.",
    ),
    "one_price": (
        "Цена может быть только в одном кошельке; оставьте один из: {accepted}.",
        "A price can be in one wallet only; leave one of: {accepted}.",
    ),
}

DOUBTS: dict[str, tuple[str, str]] = {
    "empty": (
        "Ключ без значения считается отсутствующим; напишите значение или уберите ключ.",
        "A key without a value counts as absent; write a value or remove the key.",
    ),
    "level_overlap": (
        "Уровень {found} требует не больше, чем более низкий {lower}, поэтому {lower} никто не удержит; поднимите "
        "порог или поменяйте местами.",
        "Level {found} asks no more than the lower {lower}, so nobody will stay at {lower}; raise the threshold "
        "or change their order.",
    ),
    "level_always": (
        "Уровень {found} ничего не требует, поэтому на более низком {lower} никто не останется; дайте ему порог.",
        "Level {found} asks nothing, so nobody will stay at the lower {lower}; give it a threshold.",
    ),
    "level_unreachable": (
        "До уровня {found} не дойти: подниматься можно только с более низкого достижимого уровня; исправьте from.",
        "Level {found} can't be reached: one only rises from a lower level that can be reached; mend 'from'.",
    ),
    "falls_upwards": (
        "После этого уровня наступает не более низкий; в else стоит назвать уровень ниже, none или matching.",
        "What follows this level is not a lower one; 'else' should name a lower level, none or matching.",
    ),
    "never_judged": (
        "Уровень не кончается, поэтому {found} не действует; добавьте lasts или уберите этот ключ.",
        "The level never ends, so {found} has no effect; add 'lasts' or remove the key.",
    ),
    "never_entered": (
        "Без чека условие {found} не может выполниться, а здесь чека нет; уберите его или посчитайте счётчиком.",
        "The condition {found} needs a receipt, and there is none here; remove it, or count it by a counter.",
    ),
    "bare_counter": (
        "Счётчик {found} зовётся как слово условий; в порогах пишите {{counter: {{{name}: …}}}} или дайте ему "
        "другое имя.",
        "The counter {found} bears the name of a word of conditions; in thresholds write {{counter: {{{name}: "
        "…}}}}, or rename it.",
    ),
    "gone_before_usable": (
        "Бонусы, начисленные {born}, сгорят {gone}, раньше чем станут доступны ({usable}); удлините срок или "
        "сократите ожидание.",
        "Bonuses earned on {born} are gone on {gone}, before they can be spent ({usable}); let them live longer "
        "or wait less.",
    ),
    "shadowed_earning": (
        "До этого правила дело не дойдёт: раньше него без условий начисляет {earlier}; поставьте его выше или "
        "добавьте adds: yes.",
        "This rule is never reached: {earlier} stands before it and earns without a condition; move it up or add "
        "adds: yes.",
    ),
    "shadowed_discount": (
        "Эта скидка никогда не победит: {earlier} даёт всем не меньше; уберите её или увеличьте.",
        "This discount never wins: {earlier} gives everybody as much; remove or raise it.",
    ),
    "shadowed_request": (
        "На ту же просьбу ниже отвечает {later}, и это правило не действует; оставьте одно.",
        "{later} below answers to the same request, so this rule has no effect; leave one.",
    ),
    "gift_card_loop": (
        "Подарочные карты приносят бонусы, и бонусами же их можно оплатить: бонусы будут порождать бонусы; "
        "исключите их из оплаты: spending: {{on: {{not: {{group: {name}}}}}}}.",
        "Gift cards earn bonuses and can be paid with bonuses, so bonuses breed bonuses; leave them out of "
        "spending: spending: {{on: {{not: {{group: {name}}}}}}}.",
    ),
    "unlisted_group": (
        "Группы {found} в каталоге нет{near}; есть: {accepted}.",
        "The catalogue has no group {found}{near}; it has: {accepted}.",
    ),
    "unlisted_item": (
        "Товара {found} в каталоге нет{near}.",
        "The catalogue has no item {found}{near}.",
    ),
    "alone": (
        "На счёт никто не может войти, поэтому человек на нём всегда один; напишите, сколько ещё людей может быть: "
        "people: {{further: 2}}.",
        "Nobody may join an account, so there is always one person on it; say how many more there may be: "
        "people: {{further: 2}}.",
    ),
    "leap_day": (
        "От дня рождения что-то зависит, а когда празднуют 29 февраля в невисокосный год, не сказано; напишите "
        "calendar: {{feb_29: feb_28}} или mar_1.",
        "Something comes of birthdays, and it is not said when one of 29 February is kept in common years; write "
        "calendar: {{feb_29: feb_28}} or mar_1.",
    ),
    "unheard_ranking": (
        "Об этих местах никто не узнает: ни одно правило не отвечает на событие; добавьте правило с "
        "on: {{event: {name}}}.",
        "Nothing comes of these places: no rule answers to their event; add a rule with on: {{event: {name}}}.",
    ),
    "uncounted": (
        "У счётчика нет count, и ни одно правило в него не считает; напишите, что он считает, например count: visits, "
        "или добавьте правило с then: {{count: {{{name}: 1}}}}.",
        "The counter has no 'count', and no rule counts in it; say what it counts, as count: visits, or add a rule "
        "with then: {{count: {{{name}: 1}}}}.",
    ),
    "begun_that_day": (
        "В этот день счётчик {found} как раз начинает новый срок, поэтому здесь он всегда 0; пусть он считает за "
        "другие сроки, или срабатывайте в конце календарного: on: {{end_of: month}}.",
        "On that day the counter {found} begins a new span, so here it is always 0; let it count over other spans, "
        "or act at the end of a calendar one: on: {{end_of: month}}.",
    ),
    "within_unused": (
        "Участник активен сразу, поэтому сроки within не действуют; напишите by: questionnaire или уберите within.",
        "Members are active at once, so the spans of 'within' have no effect; write by: questionnaire or remove "
        "'within'.",
    ),
}
