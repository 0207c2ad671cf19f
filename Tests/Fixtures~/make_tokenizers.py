"""Makes the tokenizer fixtures: small tokenizer.json files of each supported kind, and what the reference does with them.

Needs Python 3.12, tokenizers 0.23 and transformers 5.17; everything else is the standard library. The vocabularies are learnt here, in
plain Python, so that they do not depend on a library's version; the ids, texts and chats come from the libraries.

    python make_tokenizers.py --repo PATH --out PATH/Tests/Fixtures~/tokenizers [--extra DIR --extra-out FILE]

DIR holds NAME/tokenizer.json or NAME/tokenizer.json.gz; FILE gets the ids of the same strings for each of them.
"""

import argparse
import collections
import gzip
import json
import pathlib
import sys
import traceback
import unicodedata

LLAMA3_REGEX = (
    r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
QWEN_REGEX = LLAMA3_REGEX.replace("{1,3}", "")
TEKKEN_REGEX = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*"
    r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)

MULTILINGUAL = [
    "Der Wirt grüßt: »Schön, dass du da bist!« Œuvre, naïve, Ålesund.",
    "Жили-были волки у северных ворот, и никто их не боялся.",
    "狼が北の門から来た。宿屋の主人は何も言わなかった。",
    "어젯밤 늑대들이 북문으로 내려왔다.",
    "Οι λύκοι ήρθαν από τη βόρεια πύλη.",
    "जंगल से भेड़िये आए थे।",
    "جاءت الذئاب من البوابة الشمالية.",
    "def gate(open):\n    return not open  # shut\n",
    "🐺🐺 howl 🌕",
]


# ---- strings to encode -------------------------------------------------------------------------------------------------------------

WRITTEN = [
    "", " ", "  ", "   ", "\n", "\n\n", "\r\n", "\t", "\t\t", " \n", "\n ", " \n ", "\r\n\r\n", "\r", " \t ", "\u00a0", "\u3000",
    "\u2028", "\u2003x", "a\u00a0b", "\u00a0a", "a \u00a0 b", "\u000b", "\u000c x", "\u0085", "\u1680o", "\u200bz", "\ufeffbom", "a",
    " a", "  a", "   a", "a ", "a  ", "a   ", "a b", "a  b", "a   b", "a\nb", "a\n\nb", "a \nb", "a\n b", "a \n b", "a  \n  b", "a\tb",
    "a\t\tb", "a \tb", "a\t b", "a\r\nb", "a\r\n\r\nb", "a\n\r\nb", "a \r\n b", "\n\na", "a\n\n\n\nb", "    four", "\tone", "  \n\n  x",
    "a\n  \n  b", "x \n", "x\n ", "trailing space ", "trailing newline\n", "two  spaces  here", "tab\tand  spaces \t mixed",
    " \u3000 x", "Hello world", "Hello, world!", " Hello world ", "HELLO WORLD", "hElLo", "Hello\nworld",
    "Hello world.\n\nHow are you?", "don't", "Don't", "DON'T", "don\u2019t", "we'll we've we're I'm he's she'd it's",
    "WE'LL WE'VE WE'RE I'M HE'S SHE'D IT'S", "'s", "'S", "'ll", "'LL", "'Ll", "'re", "'rE", "'x", "' s", "''s", "'sabc", "'Sabc",
    "'reabc", "'vex", "'llama", "'dog", "'mine", "'tis", "a'sb", "a'S b", "'\u017f", "'\u017fabc", "x'\u017fy", "'\u017f t", "can't've",
    "rock'n'roll", "'em", "o'clock", "5's", "5'S", "!'s", "0", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678",
    "1 2 3", " 1", "  12", "   123", "3.14159", "1,000,000", "-5", "+7", "a1", "a12b", "1a", "12ab34", "x=12,5!?", "v2.0.1", "10:30",
    "50%", "$20", "\u00bd cup", "x\u00b2", "\u2167 o'clock", "\u0661\u0662\u0663", "\u0967\u0968\u0969 x", "\u2460\u2461",
    "room 12, 120 coins", "12  34", "12 \n34", "1\t2", "007", "a 1  2   3", ".", "..", "...", "....", "!", "!!", "?!", "!?!", ",", ";",
    ":", "-", "--", "---", "\u2014", "(", ")", "()", "[]", "{}", "<>", "\"quoted\"", "'quoted'", "\u201cquoted\u201d", "a.b", "a,b",
    "a, b", "a!b", "wait...what", "so... yes", "(a)", " (a)", "[a] b", "#tag @name", "a/b", "a\\b", "a_b", "snake_case_name",
    "__init__", "camelCase", "e-mail: smith@tavern.example", "https://tavern.example/menu?day=3#ale", "*bold* _it_", "!\n", "!\n\n",
    "!\r\n", ".\n\nNew", "end.\n", "?\nb", " !\nx", "...\n\n...", "!/\n/x", "a!/b", "//\n", "=====\n-----", "a  !", "a !",
    "def f(x):\n    return x + 1\n", "for (int i = 0; i < n; i++) { a[i] *= 2; }", "\tif (x) {\n\t\ty();\n\t}\n", "x => x.y?.z ?? 0",
    "a<b && c>d", "{\"k\": [1, 2.5, null]}", "<div class=\"a\">b</div>", "SELECT * FROM gates WHERE id=7;", "C:\\dir\\file.txt",
    "`code` ```\nblock\n```", "caf\u00e9", "cafe\u0301", "cafe\u0301s", "Scho\u0308n", "Sch\u00f6n", "\u212bngstrom", "A\u030angstrom",
    "\u1e9b\u0323", "e\u0301lan", "\u00e9lan", "o\u0302\u0323", "\u1ed9", "\u0041\u030a\u0301", "\ufb01sh", "\u1100\u1161\u11a8",
    "\uac01", "\u0958", "\u2126hm", "<\u0338", "na\u00efve \u0152uvre", "gr\u00fc\u00dfen", "GR\u00dcSSE", "\u0130stanbul",
    "\u01c5ungla", "\u02b0\u02b1x", "\u00aa\u00ba", "\u0301", "\u0301a", " \u0301a", "a\u200db",
    "\u0416\u0438\u043b\u0438-\u0431\u044b\u043b\u0438 \u0432\u043e\u043b\u043a\u0438", "\u72fc\u304c\u6765\u305f",
    "\u72fc\u304c\u6765\u305f\u3002\u9580\u3092\u9589\u3081\u308d\uff01", "\ub291\ub300", "\u03bb\u03cd\u03ba\u03bf\u03b9",
    "\u092d\u0947\u0921\u093c\u093f\u092f\u0947", "\u0627\u0644\u0630\u0626\u0627\u0628 \u0667\u0668", "\u05e9\u05dc\u05d5\u05dd",
    "\u0e2a\u0e27\u0e31\u0e2a\u0e14\u0e35", "ti\u1ebfng Vi\u1ec7t", "\u7dcf12\u500b", "\uff21\uff22\uff23\uff11\uff12\uff13",
    "\U0001d518\U0001d52b\U0001d526", "\U0001d518\U0001d52b\U0001d526 code", "\U00010348", "\U00010348\U00010330 \U00010331",
    "\U0001d7d8", "\U0001d7d8\U0001d7d9\U0001d7da\U0001d7db", "x\U0001d7d8y", "\U00010428\U00010429a1", "\U00020bb7\u91ce\u5bb6!",
    "\U0001f43a", "\U0001f43a\U0001f43a!", "hi \U0001f43a", "\U0001f468\u200d\U0001f469\u200d\U0001f467",
    "\U0001f3f4\u200d\u2620\ufe0f", "\U0001f44d\U0001f3fd", "\U0001f1e9\U0001f1ea", "\u2764\ufe0f", "\U0001f525\n\U0001f525",
    "'\U0001d518x", " \U0001d518", "\U0010ffff", "\U0001e900\U0001e922", "\U000104a0\U000104a1", "\U0001f100", "\u0000", "a\u0000b",
    "\u007f", "\u00ad", "soft\u00adhyphen", "\ufffd", "\u0001\u001f", "\ue000", "\u2581", "\u2581a", "a\u2581b", "\u2581\u2581",
    " \u2581", "\u0120", "\u010a", "\u0120the", "<0x0A>", "<0xE2>", "<0x41>a", "<s>", "</s>", "<unk>", "<|endoftext|>", "<|im_start|>",
    "<|im_end|>", "<|begin_of_text|>", "<|eot_id|>", "<|start_header_id|>user<|end_header_id|>", "[INST]", "[/INST]",
    "[INST] hi [/INST]", "<s>[INST] hi [/INST] Hello</s>", "<s>a</s>b<s> c</s> d", "</s>\n<s>", " <s> ", "a<s>", "<s>a", "<s><s>",
    "<s>\na", "<|im_start|>user\nHi<|im_end|>\n", "<|im_start|>system\nObey.<|im_end|>\n<|im_start|>assistant\n", "a<|im_end|>b",
    "a <|im_end|> b", "<|begin_of_text|><|start_header_id|>user<|end_header_id|>\n\nHi<|eot_id|>", "x<|eot_id|>  y",
    "<|user|>\nHi</s>\n<|assistant|>\n", "<|system|>\nObey", "<|endoftext|><|endoftext|>", "a<|endoftext|> b", "<|endoftext|>\n\na",
    "<|endof", "<|im_", "<think>", "</think>", "<think>hm</think> yes", "a<think>b", " <think> ", "<think>\n", "<thinker>",
    "<tool_call>x", "<tool_call>", "wolfgate", "wolfgate wolfgates", "a wolfgate b", "xwolfgate", "wolfgate!", "\u00e9wolfgate",
    "<mask>", "a <mask> b", "a  <mask>  b", "x<mask>y", " <mask>", "<mask> ", "\u00a0<mask>\u00a0y", "<strip> \n b", "a <strip> b",
    "a \t<strip>", "<strip>", "<strip>x", "e\u0301lan vital", "\u00e9lan vital", "the e\u0301lan", "the \u00e9lan", "tavern", " tavern",
    "the tavern", "Tavernkeeper", "dragonfire", " dragonfire", "a dragonfire", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "abababababababababab", "                                        x", "\n\n\n\n\n\n\n\n\n\nx",
    "----------------------------------------", "antidisestablishmentarianism", "Pneumonoultramicroscopicsilicovolcanoconiosis",
    "aAaAaA", "HTTPServer2Go", "iPhone's", "McDonald's OLD-FASHIONED",
]


def strings(tavern):
    lines = [row["messages"][0]["content"] for row in tavern[::41]] + [row["solution"][0] for row in tavern[20::83]]
    chosen = WRITTEN + lines[:30] + MULTILINGUAL
    unique = list(dict.fromkeys(chosen))
    for text in unique:
        text.encode("utf-8")  # no lone surrogates
    if len(unique) < 320:
        sys.exit(f"expected at least 320 strings, but found {len(unique)}")
    return unique


# ---- learning vocabularies ---------------------------------------------------------------------------------------------------------

def byte_alphabet():
    """The character that stands for each byte in byte-level vocabularies."""
    printable = [b for b in range(256) if 33 <= b <= 126 or 161 <= b <= 172 or 174 <= b <= 255]
    others = [b for b in range(256) if b not in printable]
    return {b: chr(b) for b in printable} | {b: chr(256 + i) for i, b in enumerate(others)}


BYTES = byte_alphabet()


def spell(text):
    return "".join(BYTES[b] for b in text.encode("utf-8"))


def words_of(text, metaspace):
    """Cuts a text into words, each with the space before it; runs of white space are words of their own."""
    kinds = [
        "s" if c.isspace() else unicodedata.category(c)[0] if unicodedata.category(c)[0] in "LN" else "o" for c in text
    ]
    words, start = [], 0
    for i in range(1, len(text) + 1):
        glued = i - start == 1 and text[start] == " " and i < len(text) and kinds[i] != "s"
        if i == len(text) or (kinds[i] != kinds[i - 1] and not glued):
            words.append(text[start:i])
            start = i
    return [w.replace(" ", "\u2581") if metaspace else spell(w) for w in words]


def learn(texts, count, metaspace):
    """The merges that byte pair encoding learns, ties by spelling."""
    totals = collections.Counter(w for text in texts for w in words_of(text, metaspace))
    words = [(list(word), n) for word, n in sorted(totals.items())]
    merges = []
    while len(merges) < count:
        pairs = collections.Counter()
        for symbols, n in words:
            for pair in zip(symbols, symbols[1:]):
                pairs[pair] += n
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for symbols, _ in words:
            i = 0
            while i + 1 < len(symbols):
                if (symbols[i], symbols[i + 1]) == best:
                    symbols[i : i + 2] = [symbols[i] + symbols[i + 1]]
                i += 1
    return merges


def with_merges(tokens, merges):
    """Ids for the tokens and for what the merges make, in order."""
    vocabulary = {}
    for token in list(tokens) + [a + b for a, b in merges]:
        vocabulary.setdefault(token, len(vocabulary))
    return vocabulary


# ---- the kinds ---------------------------------------------------------------------------------------------------------------------

def added(id, content, special=True, **flags):
    token = {"id": id, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": special}
    return token | flags


def bpe(vocabulary, merges, **options):
    model = {
        "type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": None, "end_of_word_suffix": None, "fuse_unk": False,
        "byte_fallback": False, "ignore_merges": False, "vocab": vocabulary, "merges": [list(pair) for pair in merges],
    }
    return model | options


def byte_level(prefix=False, regex=True):
    return {"type": "ByteLevel", "add_prefix_space": prefix, "trim_offsets": True, "use_regex": regex}


def split(regex):
    return {"type": "Split", "pattern": {"Regex": regex}, "behavior": "Isolated", "invert": False}


def sequence(*parts):
    return {"type": "Sequence", "pretokenizers": list(parts)}


def metaspace(scheme):
    return {"type": "Metaspace", "replacement": "\u2581", "prepend_scheme": scheme, "split": False}


def tokenizer(model, added_tokens, normalizer, pre_tokenizer, decoder):
    return {
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added_tokens, "normalizer": normalizer,
        "pre_tokenizer": pre_tokenizer, "post_processor": None, "decoder": decoder, "model": model,
    }


def of_bytes(merges, added_tokens, normalizer, pre_tokenizer, first=(), words=(), **options):
    """A byte-level tokenizer; tokens in `first` get the lowest ids, `words` are tokens that no merge makes."""
    vocabulary = with_merges(list(first) + [BYTES[b] for b in sorted(BYTES, key=BYTES.get)], merges)
    for word in words:
        vocabulary.setdefault(spell(word), len(vocabulary))
    tokens = []
    for token in added_tokens:
        known = vocabulary.get(token[0])
        following = len(vocabulary) + sum(t["id"] >= len(vocabulary) for t in tokens)
        tokens.append(added(following if known is None else known, *token[:2], **token[2]))
    return tokenizer(bpe(vocabulary, merges, **options), tokens, normalizer, pre_tokenizer, byte_level(True))


def of_pieces(merges, added_tokens, normalizer, pre_tokenizer):
    """A SentencePiece-like tokenizer: characters, and bytes for those that the vocabulary lacks."""
    characters = sorted({c for pair in merges for c in "".join(pair)} | {"\u2581"})
    first = ["<unk>", "<s>", "</s>"] + [t[0] for t in added_tokens if t[0] not in ("<unk>", "<s>", "</s>")]
    vocabulary = with_merges(first + [f"<0x{b:02X}>" for b in range(256)], [])
    for a, b in merges:
        vocabulary.setdefault(a + b, len(vocabulary))
    for c in characters:
        vocabulary.setdefault(c, len(vocabulary))
    decoder = {"type": "Sequence", "decoders": [
        {"type": "Replace", "pattern": {"String": "\u2581"}, "content": " "}, {"type": "ByteFallback"}, {"type": "Fuse"},
        {"type": "Strip", "content": " ", "start": 1, "stop": 0},
    ]}
    tokens = [added(vocabulary[name], name) for name in first]
    model = bpe(vocabulary, merges, unk_token="<unk>", fuse_unk=True, byte_fallback=True)
    return tokenizer(model, tokens, normalizer, pre_tokenizer, decoder)


def special(*names):
    return [(name, True, {}) for name in names]


CHATML = (
    "{% for message in messages %}{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>' + '\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
LLAMA3 = (
    "{{ bos_token }}{% for message in messages %}{{ '<|start_header_id|>' + message['role'] + '<|end_header_id|>\\n\\n' + "
    "message['content'] | trim + '<|eot_id|>' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|start_header_id|>assistant<|end_header_id|>\\n\\n' }}{% endif %}"
)
ZEPHYR = (
    "{% for message in messages %}\n{% if message['role'] == 'user' %}\n{{ '<|user|>\\n' + message['content'] + eos_token }}\n"
    "{% elif message['role'] == 'system' %}\n{{ '<|system|>\\n' + message['content'] + eos_token }}\n"
    "{% elif message['role'] == 'assistant' %}\n{{ '<|assistant|>\\n'  + message['content'] + eos_token }}\n{% endif %}\n"
    "{% if loop.last and add_generation_prompt %}\n{{ '<|assistant|>' }}\n{% endif %}\n{% endfor %}"
)


def mistral(before, after):
    """[INST] turns with these texts around [INST] ... [/INST]; the system prompt joins the first user turn."""
    return (
        "{% if messages[0]['role'] == 'system' %}{% set system = messages[0]['content'] + '\\n\\n' %}{% set turns = messages[1:] %}"
        "{% else %}{% set system = '' %}{% set turns = messages %}{% endif %}{{ bos_token }}"
        "{% for message in turns %}{% if message['role'] == 'user' %}"
        "{{ '" + before + "[INST] ' + (system if loop.first else '') + message['content'] + '" + after + "[/INST]' }}"
        "{% else %}{{ ' ' + message['content'] + eos_token }}{% endif %}{% endfor %}"
    )


def kinds(texts):
    """name -> (tokenizer.json, tokenizer_config.json)"""
    gpt = learn(texts, 330, False)
    sp = learn(["".join(" " + t for t in texts)] + texts, 420, True)
    chatml = {"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>", "chat_template": CHATML}
    instruct = {"bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>"}
    ends, marks = ["<s>", "</s>"], ["<unk>", "<s>", "</s>", "[INST]", "[/INST]"]

    gpt2 = of_bytes(gpt, [("<|endoftext|>", True, {"normalized": True})], None, byte_level())

    flags = [
        ("<mask>", True, {"lstrip": True}), ("<strip>", False, {"lstrip": True, "rstrip": True}),
        ("wolfgate", False, {"single_word": True}), ("<think>", False, {"rstrip": True}), ("<think>hm", False, {"normalized": True}),
    ]
    prefixed = of_bytes(gpt[:150], special(*ends) + flags, None, byte_level(prefix=True), first=ends)

    texts_found = [
        ("<tool_call>", False, {}), ("<think>", False, {}), ("</think>", False, {}), ("e\u0301lan", False, {"normalized": True}),
    ]
    qwen2 = of_bytes(
        gpt, special("<|endoftext|>", "<|im_start|>", "<|im_end|>") + texts_found, {"type": "NFC"},
        sequence(split(QWEN_REGEX), byte_level(regex=False)))

    headers = special("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>")
    llama3 = of_bytes(
        gpt[:250], headers, None, sequence(split(LLAMA3_REGEX), byte_level(regex=False)), ignore_merges=True,
        words=["tavern", " tavern", " dragonfire", "12345", "123", "'ll", " \u72fc", "\n\n\n\n"])

    chat = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    smollm2 = of_bytes(gpt, special(*chat), None, sequence({"type": "Digits", "individual_digits": True}, byte_level()), first=chat)

    tekken = of_bytes(
        gpt[:200], special(*marks), None, sequence(split(TEKKEN_REGEX), byte_level(regex=False)), ignore_merges=True, first=marks)

    legacy = {"type": "Sequence", "normalizers": [
        {"type": "Prepend", "prepend": "\u2581"}, {"type": "Replace", "pattern": {"String": " "}, "content": "\u2581"},
    ]}
    llama2 = of_pieces(sp, special("<unk>", *ends), legacy, None)
    mistral_7b = of_pieces(sp, special(*marks), None, metaspace("first"))

    return {
        "gpt2": (gpt2, {"bos_token": "<|endoftext|>", "eos_token": "<|endoftext|>"}),
        "prefixed": (prefixed, {"bos_token": "<s>", "eos_token": "</s>"}),
        "qwen2": (qwen2, chatml),
        "llama3": (llama3, {"bos_token": "<|begin_of_text|>", "eos_token": "<|eot_id|>", "chat_template": LLAMA3}),
        "smollm2": (smollm2, chatml | {"bos_token": "<|im_start|>"}),
        "tekken": (tekken, {"bos_token": "<s>", "eos_token": "</s>"}),
        "llama2": (llama2, instruct | {"chat_template": ZEPHYR}),
        "mistral": (mistral_7b, instruct | {"chat_template": mistral("", "")}),
    }


# Other chat templates and pre-tokenizers on the tokenizers above: name -> (kind, changes of the tokenizer.json, chat template)
def variants():
    return {
        "mistral-v1": ("llama2", {}, mistral("", " ")),
        "zephyr-first": ("mistral", {}, ZEPHYR),
        "always": ("mistral", {"pre_tokenizer": metaspace("always")}, None),
        "never": ("mistral", {"pre_tokenizer": metaspace("never")}, None),
    }


# ---- what the reference does -------------------------------------------------------------------------------------------------------

DIALOGUES = [
    ("You are Greta, the innkeeper.", [["user", "Any wolves about?"]]),
    ("", [["user", "Any wolves about?"]]),
    ("You are a smith.", [["user", "Wolves?"], ["assistant", "Aye, at the gate."], ["user", "Where? \U0001f43a"]]),
    ("", [["user", "don't"], ["assistant", "Sch\u00f6n, 12 coins."], ["user", "1234"], ["assistant", "No."], ["user", "e\u0301lan"]]),
    ("Line one.\n\nLine two. ", [["user", "  Two spaces and a newline\n"], ["assistant", "Hm"], ["user", "\n\n... "]]),
]


def encoded(tok, texts):
    tok.encode_special_tokens = True
    ordinary = [tok.encode(text, add_special_tokens=False).ids for text in texts]
    tok.encode_special_tokens = False
    trusted = [tok.encode(text, add_special_tokens=False).ids for text in texts]
    decoded = [tok.decode(ids, skip_special_tokens=True) for ids in ordinary]
    return {
        "ordinary": ordinary,
        "trusted": {i: ids for i, ids in enumerate(trusted) if ids != ordinary[i]},
        "decoded": {i: text for i, text in enumerate(decoded) if text != texts[i]},
    }


def chats(tok, config, template):
    try:
        from transformers import PreTrainedTokenizerFast
    except ImportError:
        from transformers import TokenizersBackend as PreTrainedTokenizerFast

    names = {key: config[key] for key in ("bos_token", "eos_token", "pad_token", "unk_token") if key in config}
    fast = PreTrainedTokenizerFast(tokenizer_object=tok, **names)
    found = []
    for persona, turns in DIALOGUES:
        messages = ([{"role": "system", "content": persona}] if persona else []) + [{"role": r, "content": c} for r, c in turns]
        text = fast.apply_chat_template(messages, chat_template=template, tokenize=False, add_generation_prompt=True)
        ids = fast.apply_chat_template(
            messages, chat_template=template, tokenize=True, add_generation_prompt=True, return_dict=True)["input_ids"]
        ids = ids[0] if ids and isinstance(ids[0], list) else list(ids)
        if ids != tok.encode(text, add_special_tokens=False).ids:
            print(f"WARNING: transformers and tokenizers disagree on {text!r}", file=sys.stderr)
        found.append({"persona": persona, "messages": turns, "text": text, "ids": ids})
    return found


def from_json(data):
    from tokenizers import Tokenizer

    return Tokenizer.from_str(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False))


def dump(data):
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")) + "\n"


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8"))
    return len(text.encode("utf-8"))


def probes(base):
    """How the reference reads files with gaps between ids and without some bytes; for the log."""
    def changed(change):
        data = json.loads(json.dumps(base))
        change(data)
        try:
            tok = from_json(data)
            return {"size": tok.get_vocab_size(), "<|endoftext|>": tok.token_to_id("<|endoftext|>"), "!": tok.token_to_id("!"),
                    "ids": tok.encode("a!\u00e9<|endoftext|>", add_special_tokens=False).ids}
        except Exception as error:  # the answer is what matters here
            return {"error": f"{type(error).__name__}: {error}"}

    vocabulary = base["model"]["vocab"]
    return {
        "plain": changed(lambda d: None),
        "gap in the vocabulary": changed(lambda d: d["model"]["vocab"].update({"!": 5000})),
        "gap before an added token": changed(lambda d: d["added_tokens"][0].update({"id": len(vocabulary) + 7})),
        "a byte without a token": changed(lambda d: (d["model"]["vocab"].pop("\u00a9"), d["model"].update(
            {"merges": [m for m in d["model"]["merges"] if "\u00a9" not in "".join(m)]}))),
    }


def write_expected(folder, data, config, chosen):
    tok = from_json(data)
    for token, id in list(data["model"]["vocab"].items()) + [(t["content"], t["id"]) for t in data["added_tokens"]]:
        if tok.token_to_id(token) != id:
            print(f"WARNING: {folder.name}: expected the id {id} for {token!r}, but found {tok.token_to_id(token)}", file=sys.stderr)
    expected = encoded(tok, chosen)
    if "chat_template" in config:
        expected["chats"] = chats(tok, config, config["chat_template"])
    print(f"{folder.name}: {len(data['model']['vocab'])} tokens, {sum(map(len, expected['ordinary']))} ids")
    return write(folder / "expected.json", dump(expected))


def expect_variants(made, chosen):
    found = {}
    for name, (kind, changes, template) in variants().items():
        data, config = made[kind]
        tok = from_json(data | changes)
        found[name] = {"kind": kind, "changes": changes}
        if template is None:
            found[name].update(encoded(tok, chosen[::4]))
        else:
            found[name].update({"template": template, "chats": chats(tok, config, template)})
    return found


def expect_extra(folder, chosen):
    found = {}
    for path in sorted(folder.glob("*/tokenizer.json*")):
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        found[path.parent.name] = encoded(from_json(content.decode("utf-8")), chosen)
        print(f"{path.parent.name}: {sum(map(len, found[path.parent.name]['ordinary']))} ids")
    if not found:
        raise FileNotFoundError(f"expected NAME/tokenizer.json or NAME/tokenizer.json.gz in {folder}, but found none")
    return found


FAILURES = []


def each(name, step):
    """Runs one step; a failure is reported, and the others still run."""
    try:
        return step() or 0
    except Exception:
        traceback.print_exc()
        FAILURES.append(name)
        return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repo", required=True, type=pathlib.Path)
    parser.add_argument("--out", required=True, type=pathlib.Path)
    parser.add_argument("--extra", type=pathlib.Path)
    parser.add_argument("--extra-out", type=pathlib.Path)
    parser.add_argument("--files-only", action="store_true", help="write the tokenizers without asking the libraries")
    options = parser.parse_args()

    with open(options.repo / "Samples~" / "Tavern" / "Data" / "tavern.jsonl", encoding="utf-8") as lines:
        tavern = [json.loads(line) for line in lines]
    texts = [row["messages"][0]["content"] for row in tavern[:400]] + MULTILINGUAL * 3
    chosen = strings(tavern)
    size = write(options.out / "strings.json", dump(chosen))

    made = kinds(texts)
    for name, (data, config) in made.items():
        folder = options.out / name
        size += write(folder / "tokenizer.json", dump(data)) + write(folder / "tokenizer_config.json", dump(config))
        if not options.files_only:
            size += each(name, lambda: write_expected(folder, data, config, chosen))
    if not options.files_only:
        size += each("variants", lambda: write(options.out / "variants.json", dump(expect_variants(made, chosen))))
        each("probes", lambda: print("probes:", json.dumps(probes(made["gpt2"][0]), indent=1)))
    print(f"{len(chosen)} strings, {size} bytes")
    if options.extra and not options.files_only:
        each("extra", lambda: write(options.extra_out, dump(expect_extra(options.extra, chosen))))
    if FAILURES:
        sys.exit("FAILED: " + ", ".join(FAILURES))


if __name__ == "__main__":
    main()
