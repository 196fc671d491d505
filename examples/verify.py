#!/usr/bin/env python3
"""An independent verifier of Stillhunt dossiers, from SPEC-dossier.md alone.

Usage: verify.py FILE [PUBLIC-KEY]      exit code 0: nothing failed
Needs `cryptography` (or `pynacl`) for Ed25519. Reads the records into memory.
"""
import base64, hashlib, json, math, re, sys, zipfile

try:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    def ed25519(key, sig, msg): Ed25519PublicKey.from_public_bytes(key).verify(sig, msg)
except ImportError:
    from nacl.signing import VerifyKey
    def ed25519(key, sig, msg): VerifyKey(key).verify(msg, sig)

EVIDENCE = "manifest price null candidate reason rival account link observation".split()
ENTRIES = "records.jsonl letter.jsonl withheld checkpoint timestamp.tsr letter.html letter.pdf".split()
LETTER = ["claim", "sentence", "letter", "tombstone"]
sha = lambda *parts: hashlib.sha256(b"".join(parts)).digest()


def need(ok, why):
    if not ok:
        raise ValueError(why)


def load(text):
    """Reads JSON that every reader reads alike."""
    def fields(pairs):
        need(len(pairs) == len(dict(pairs)) <= 200, "a field is there twice, or fields are too many")
        need(all(k.isascii() and k == k.lower() for k, _ in pairs), "a name is not in ASCII without capitals")
        return dict(pairs)
    def integer(digits):
        need(abs(int(digits)) < 2**53, "an integer is not below 2^53")
        return int(digits)
    return json.loads(text, object_pairs_hook=fields, parse_int=integer, parse_constant=int)


def parse(line):
    need(line.startswith(b'{"kind":"'), "a record does not begin with its kind")
    return load(line)


def lines(text):
    need(not text or text.endswith(b"\n"), "the last line does not end")
    return text.split(b"\n")[:-1]


class Tree:
    """The nodes that cover all leaves so far, the fewest there are."""
    def __init__(self): self.size, self.nodes = 0, []

    def push(self, level, h):
        self.nodes.append((level, h))
        self.size += 1 << level
        while len(self.nodes) > 1 and self.nodes[-1][0] == self.nodes[-2][0] and (self.size - (2 << level)) % (2 << level) == 0:
            h = sha(b"\1", self.nodes[-2][1], self.nodes[-1][1])
            level += 1
            self.nodes[-2:] = [(level, h)]

    def root(self):
        h = self.nodes[-1][1]
        for _, left in reversed(self.nodes[:-1]):
            h = sha(b"\1", left, h)
        return h


def levels(a, b):
    while a < b:
        l = (b - a).bit_length() - 1
        if a:
            l = min(l, (a & -a).bit_length() - 1)
        yield l
        a += 1 << l


def checkpoint(note, vkey):
    """Checks the signature and gives case, size, root."""
    name, _, key = vkey.strip().split("+", 2)
    key = base64.b64decode(key)
    body, sigs = note.split(b"\n\n", 1)
    body += b"\n"
    keyid = sha(name.encode(), b"\n", key)[:4]
    need(vkey.split("+")[1] == keyid.hex() and key[0] == 1, "the key is none")
    for s in sigs.decode().splitlines():
        dash, by, sig = s.split(" ")
        sig = base64.b64decode(sig, validate=True)
        if dash == "—" and by == name and sig[:4] == keyid:
            ed25519(key[1:], sig[4:], body)
            origin, size, root = body.decode().split("\n")[:3]
            need(origin.startswith("stillhunt.dossier/"), "it is no checkpoint of a dossier")
            return origin[18:], int(size), base64.b64decode(root)
    raise ValueError("the key did not sign it")


def der(text):
    """The contents of the DER elements that a text consists of."""
    out = []
    while text:
        n, at = text[1], 2
        if n & 128:
            at = 2 + (n & 127)
            n = int.from_bytes(text[2:at], "big")
        out.append(text[at:at + n])
        text = text[at + n:]
    return out


def imprint(answer):
    """The SHA-256 that a TimeStampResp is of."""
    status, token = der(der(answer)[0])[:2]
    need(der(status)[0] <= b"\1", "the authority refused")
    signed = der(der(der(token)[1])[0])             # version, algorithms, content
    stamp = der(der(der(der(signed[2])[1])[0])[0])  # version, policy, imprint
    algorithm, digest = der(stamp[2])
    need(der(algorithm)[0] == bytes.fromhex("608648016503040201"), "it is no SHA-256")
    return digest


def tail(nulls, x):
    """A p-value by rank, and beyond the largest null by an exponential tail with its scale integrated out."""
    s, n = sorted(nulls), len(nulls)
    need(n >= 50, "too few null groups")
    if x <= s[-1]:
        return (1 + sum(v >= x for v in s)) / (n + 1)
    k = min(n - 1, max(1, math.ceil((1 - 0.9) * n)))
    q = sum(v - s[n - 1 - k] for v in s[n - k:]) + s[-1] - s[n - 1 - k]
    return max(1e-300, (math.exp(-k * math.log1p((x - s[-1]) / q)) if q > 0 else 1) / (n + 1))


def compute(c, ev, accounts, claims):
    """The value of a claim: (value, low, high, whether it must be met exactly)."""
    how = c["how"]
    op, of = how["op"], [claims[i] for i in how.get("of", [])]
    of = [(c["value"], c.get("low", c["value"]), c.get("high", c["value"]), "low" in c) for c in of]

    def meets(r):
        for field, want in how.get("where", {}).items():
            on = accounts[r["account"]] if field.startswith("account.") else r
            have = on.get(field.removeprefix("account."))
            if have != want or isinstance(have, bool) != isinstance(want, bool):
                return False
        return True

    def pair(a, b, f):
        ends = [f(x, y) for x in a[1:3] for y in b[1:3]]
        return f(a[0], b[0]), min(ends), max(ends), a[3] or b[3]

    if op in ("sum", "product") and of:
        v = (0, 0, 0, False) if op == "sum" else (1, 1, 1, False)
        for c_ in of:
            v = pair(v, c_, (lambda x, y: x + y) if op == "sum" else (lambda x, y: x * y))
        exact = all(x == int(x) and abs(x) < 2**53 for c_ in of + [v] for x in c_[:3])
        return (v[:3] if v[3] else (v[0], None, None)) + (exact,)
    if op == "ratio":
        if of[1][1] <= 0 <= of[1][2]: of = [(c_[0], c_[0], c_[0], False) for c_ in of]
        v = pair(of[0], of[1], lambda x, y: x / y)
        return (v[:3] if v[3] else (v[0], None, None)) + (False,)
    if op in ("count", "sum", "min", "max", "distinct"):
        rows = [r for r in ev[how["kind"]] if meets(r)]
        if op == "count": return len(rows), None, None, True
        have = [r.get(how["field"]) for r in rows]
        if op == "distinct": return len({(isinstance(x, bool), x) for x in have if isinstance(x, (str, int, float))}), None, None, True
        have = [x for x in have if isinstance(x, (int, float)) and not isinstance(x, bool)]
        need(op != "sum" or sum(abs(x) for x in have if isinstance(x, int)) < 2**53, "the integers add up to 2^53 or more")
        return {"sum": sum, "min": min, "max": max}[op](have), None, None, all(isinstance(x, int) for x in have)
    own = [x for x in ev["candidate"] if x["own"]]
    if op in ("bh", "tail"): need(len(own) == 1, "not one candidate is the case's own")
    if op == "bh":
        p = sorted(min(max(x["p"], 0), 1) for x in ev["candidate"])
        return min([1.0] + [x * len(p) / (i + 1) for i, x in enumerate(p) if x >= own[0]["p"]]), None, None, False
    if op == "tail":
        return pvalue(own[0], ev), None, None, False
    if op == "logodds":
        return logodds(ev, how["rival"]), None, None, False
    if op == "words":
        text, = [r["text"] for r in ev["reason"] if meets(r)]
        found = re.findall(r"\b[0-9a-f]{12}\b|[0-9][0-9,]*(?:\.[0-9]+)?(?: ?%)?", text, re.ASCII)
        need(how["at"] >= 1, "places count from 1")
        n = [x for x in found if len(x) != 12 or re.search("[%,. ]", x)][how["at"] - 1]
        return float(n.rstrip(" %").replace(",", "") + ("e-2" if n.endswith("%") else "")), None, None, False
    if op == "innocents":
        fixed = sum(a["role"] == "customer" and a["probability"] >= .5 for a in ev["account"])
        p = [a["probability"] for a in ev["account"] if a["accused"]]
        mean, var = sum(1 - x for x in p), sum(x * (1 - x) for x in p)
        e = 1.96 * math.sqrt(var)
        high = math.ceil(mean + e) if var > 0 else mean + e
        return fixed + mean, fixed + math.floor(max(0, mean - e)), fixed + high, False
    if op == "price":
        prices, want, total = {p["model"]: p for p in ev["price"]}, how.get("field"), 0
        for r in filter(meets, ev["observation"]):
            p = prices.get(r.get("model", "")) or prices[""]
            i, c_, o, t = tokens = [0 if r.get(k) is None else r[k] for k in ("input", "cached", "output", "reasoning")]
            need(all(type(x) is int and x >= 0 for x in tokens), "it is no number of tokens")
            for k, n in (("input", max(0, i - c_)), ("cached", c_), ("output", max(0, o - t)), ("reasoning", t)):
                total += n * p[k] / 1e6 if want in (None, "", k) else 0
        return total, None, None, False
    raise ValueError(f"{op} is no operation")


def pvalue(c, ev):
    if c["size"] == 0:
        return 1
    return tail([n["score"] for n in ev["null"] if (n["size"], n["topics"]) == (c["size"], c["topics"])], c["score"])


def logodds(ev, rival):
    sums, caps = {}, {}
    for r in ev["reason"]:
        if rival in r.get("nats", {}):
            sums[r["family"]] = sums.get(r["family"], 0) + r["nats"][rival]
            need(caps.setdefault(r["family"], r.get("cap", 0)) == r.get("cap", 0), "two caps of one family")
    need(sums, "no reason speaks of " + rival)
    return sum(max(-caps[f], min(caps[f], s)) if caps[f] else s for f, s in sums.items())


def near(a, b, exact, least=0.0):
    return a == b or a is not None and b is not None and not exact and abs(a - b) <= 1e-5 * max(least, abs(b))


def verify(path, vkey=None, say=print):
    """Gives whether nothing failed, and how each claim stands."""
    states, failed = {}, []

    def check(what, f):
        try:
            return say("proved   ", what, f() or "")
        except Exception as e:  # whatever it is, it is a failure to say
            failed.append(what)
            say("failed   ", what, repr(e))

    raw = open(path, "rb").read()
    check("bytes", lambda: need(hashlib.sha256(raw[:-64]).hexdigest().encode() == raw[-64:], "not the bytes that were written"))
    try:
        verify_records(path, vkey, say, check, states)
    except Exception as e:
        failed.append("form")
        say("failed   ", "form", repr(e))
    return not failed and "failed" not in states.values(), states


def verify_records(path, vkey, say, check, states):
    z = zipfile.ZipFile(path)
    names = z.namelist()
    need(len(names) == len(set(names)), "an entry is there twice")
    need(all(n in ENTRIES or n.startswith("checkpoints/") for n in names), "an entry does not belong")
    evidence, letter = lines(z.read("records.jsonl")), lines(z.read("letter.jsonl"))
    gaps = [load(l) for l in lines(z.read("withheld"))] if "withheld" in names else []
    m = parse(evidence[0])
    need(m["kind"] == "manifest" and m["schema"] == "stillhunt.dossier/v1", "it is no dossier of this form")
    if not vkey:
        vkey = m["key"]
        say("believed ", "signature", "the key is the operator's: it is the file's own")
    note = z.read("checkpoint")
    case, size, root = checkpoint(note, vkey)
    check("signature", lambda: need(case == m["case"], "another case"))
    if "timestamp.tsr" in names:
        body, sigs = note.split(b"\n\n", 1)
        check("timestamp", lambda: need(imprint(z.read("timestamp.tsr")) == sha(body, b"\n\n", sigs.split(b"\n")[0], b"\n"), "it is not of this checkpoint"))
    earlier = {n: z.read(n) for n in names if n.startswith("checkpoints/")}
    heads = {int(n[12:]): checkpoint(t, vkey) for n, t in earlier.items()}

    need(sum(m["counts"].get(k, 0) for k in EVIDENCE[1:6]) <= 10**6, "records of the small kinds are too many")

    # the tree, and which leaf is of which kind
    bounds, n = {}, 0
    for kind in EVIDENCE:
        bounds[kind] = (n, n := n + (1 if kind == "manifest" else m["counts"].get(kind, 0)))
    tree, ev, roots, g = Tree(), {k: [] for k in EVIDENCE}, {}, iter(gaps + [None])
    gap, post = next(g), []

    def skip():
        nonlocal gap
        while gap and gap["from"] == tree.size:
            ls = list(levels(gap["from"], gap["to"]))
            need(gap["to"] > gap["from"] and len(ls) == len(gap["hashes"]), "what is withheld is covered badly")
            for l, h in zip(ls, gap["hashes"]):
                tree.push(l, base64.b64decode(h))
            gap = next(g)

    for l in evidence:
        skip()
        r = parse(l)
        need(r["kind"] in bounds and bounds[r["kind"]][0] <= tree.size < bounds[r["kind"]][1], f"leaf {tree.size} is of the wrong kind")
        ev[r["kind"]].append(r)
        tree.push(0, sha(b"\0", l))
    skip()
    need(tree.size >= n, "records were dropped")
    need(not letter or tree.size == n, "a part of the letter is withheld")
    for l in letter:
        r = parse(l)
        need(r["kind"] in LETTER, "a record of the letter is of the wrong kind")
        post.append(r)
        tree.push(0, sha(b"\0", l))
        roots[tree.size] = tree.root()
    roots[tree.size] = tree.root()
    need(gap is None, "what is withheld is where no record ends")
    check("root", lambda: need((tree.size, tree.root()) == (size, root), "the records are not those that were signed"))
    for s, head in heads.items():
        if letter or s == tree.size:
            check(f"checkpoint {s}", lambda: need(head == (case, s, roots.get(s)), "it is of other records"))
        else:
            say("believed ", f"checkpoint {s}", "the letter is withheld")

    # what is withheld, and what of it was erased
    cut = lambda a, b, k: max(0, min(b, bounds[k][1]) - max(a, bounds[k][0]))
    tombs = [r for t in post if t["kind"] == "tombstone" for r in t["ranges"]]
    if letter:
        check("erasures", lambda: need(sorted(heads) == [n + i for i, r in enumerate(post) if r["kind"] == "tombstone"], "erasures and checkpoints differ"))
    for r in (r for r in post if r["kind"] == "tombstone"):
        need(r["records"] == sum(b - a for a, b in r["ranges"]) and all(1 <= a < b for a, b in r["ranges"]), "a tombstone's records are not those of its ranges")
    check("erased", lambda: need(all(any(x["from"] <= a and b <= x["to"] for x in gaps) for a, b in tombs), "what was erased is still there"))
    hidden = {k: sum(cut(x["from"], x["to"], k) for x in gaps) for k in EVIDENCE}
    missing = {k for k in EVIDENCE if hidden[k] > sum(cut(a, b, k) for a, b in tombs)}
    for k in sorted(missing):
        say("proved   ", "withheld", f"{hidden[k]} records of kind {k}")

    # records agree
    accounts = {a["account"]: a for a in ev["account"]}
    check("accounts", lambda: agree(ev, accounts, hidden["observation"] or hidden["account"]))
    if not missing & {"candidate", "null"}:
        check("candidates", lambda: [need(near(c["p"], pvalue(c, ev), False), "a p-value is another") for c in ev["candidate"]] and None)
    if "reason" not in missing:
        check("reasons", lambda: [need(near(r["log_odds"], logodds(ev, r["hypothesis"]), False, 1.0), "log-odds are others") for r in ev["rival"]] and None)

    # the letter
    claims, sentences, rendered, dead = {}, [], None, False
    for r in post:
        if r["kind"] == "claim":
            need((r["id"] in claims) == dead and all(i in claims for i in r["how"].get("of", [])), "a claim is where it cannot be")
            claims[r["id"]] = {k: v for k, v in r.items() if v is not None}
        sentences += [r] if r["kind"] == "sentence" else []
        rendered = r if r["kind"] == "letter" else rendered
        dead = dead or r["kind"] == "tombstone"
    rests = {}
    for i, c in claims.items():
        how, op = c["how"], c["how"]["op"]
        on = {"bh": {"candidate"}, "tail": {"candidate", "null"}, "logodds": {"reason"}, "words": {"reason"}, "innocents": {"account"}, "price": {"observation", "price"}, "stated": {"?"}}.get(op, set())
        on = on | ({how["kind"]} if "kind" in how else set()) | ({"account"} if any(f.startswith("account.") for f in how.get("where", {})) else set())
        rests[i] = on.union(*(rests[j] for j in how.get("of", [])))
        need(re.fullmatch(r"[a-z0-9._-]{1,100}(?<!\.low)(?<!\.high)", i), "an id is none")
        need(("low" in c) == ("high" in c), f"{i} has one bound")
        need(re.fullmatch("[A-Za-z][A-Za-z -]{0,39}", c["unit"]), f"the unit of {i}")
        need(c["status"] in ("observed", "inferred", "assessed") and not (c["status"] == "observed" and "?" in rests[i]), f"the status of {i}")
        states[i] = "believed"
        if op != "stated" and (how.get("of") or not rests[i] & missing):
            try:
                v, low, high, exact = compute(c, ev, accounts, claims)
                least = 1.0 if op in ("logodds", "innocents") else 0.0
                ok = all(near(c.get(k), x, exact, least) for k, x in (("value", v), ("low", low), ("high", high)))
            except Exception as e:
                v, ok = repr(e), False
            states[i] = "failed" if not ok else "believed" if rests[i] & (missing | {"?"}) else "proved"
        say(states[i].ljust(9), "claim", i, c["value"], c["unit"], "" if states[i] != "failed" else f"(the records give {v})")
    for s in sentences:
        for place in re.findall(r"\{([a-z0-9._-]+)\}", s["text"]):
            i = re.sub(r"\.(low|high)$", "", place)
            need(i in claims and i in s.get("claims", []) and (i == place or "low" in claims[i]), "a place of no claim: " + place)
    for name, key in (("letter.html", "html_sha256"), ("letter.pdf", "pdf_sha256")):
        have = hashlib.sha256(z.read(name)).hexdigest() if name in names else None
        check(name, lambda: need(have == (rendered or {}).get(key), "it is not the file that was sealed"))


def agree(ev, accounts, partly):
    need(len(accounts) == len(ev["account"]), "an account is there twice")
    runs, order = {}, []
    for r in ev["observation"]:
        if not order or order[-1] != r["account"]:
            need(r["account"] not in runs, "an account's observations are in two places")
            order.append(r["account"])
            runs[r["account"]] = []
        need(not runs[r["account"]] or runs[r["account"]][-1] <= r["time"], "observations are not in order of time")
        runs[r["account"]].append(r["time"])
    need(partly or order == [a for a in accounts if accounts[a]["exchanges"]], "observations and accounts are of others")
    for i, a in accounts.items():
        need(a["accused"] == (a["role"] != "customer" and a["probability"] >= .5), "who is accused does not follow")
        need(a["days"] == max(1, -(-(a["last"] - a["first"]) // 86400000000)), "days do not follow")
        t = runs.get(i, [])
        same = not a["exchanges"] or t and (len(t), t[0], t[-1]) == (a["exchanges"], a["first"], a["last"])
        need(same or partly and len(t) <= a["exchanges"], f"the counts of {i} are others")


if __name__ == "__main__":
    ok, _ = verify(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None)
    print("nothing failed" if ok else "NOT WHAT WAS SEALED")
    sys.exit(0 if ok else 1)
