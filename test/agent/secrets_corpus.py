"""Secrets, and a program that has them everywhere. None of them may ever stand in a message."""

from __future__ import annotations

SECRETS = {
    "local": "kq7-LACOl-9zX2",
    "attribute": "kq7-RTTa-4mW8",
    "slot": "kq7-TOLs-6vT1",
    "item": "kq7-METi-3bN5",
    "nested": "kq7-DETSEn-8cR4",
    "bytes": "kq7-SETYb-2dF7",
    "header": "kq7-REDAEh-5gH3",
    "cookie": "kq7-EIKOOc-7jK6",
    "asgi": "kq7-IGSa-1lM9",
    "pair": "kq7-RIAp-0nB8",
    "environment": "kq7-NORIVNe-2pQ4",
    "argument": "kq7-VGRa-5rS6",
    "option": "kq7-NOITPo-8tU1",
    "returned": "kq7-DENRUTEr-3vW2",
    "parameter": "kq7-MARAp-6xY9",
    "exception": "kq7-NOITPECXe-4zA7",
    "message": "kq7-EGASSEm-1bC3",
    "expression": "kq7-RPXe-9dE5",
    "fstring": "kq7-GNIRTSf-7fG2",
    "dataclass": "kq7-SSALCATAd-5hI8",
    "named tuple": "kq7-ELPUTDEMAn-2jL6",
    "registered view": "kq7-WEIv-8kM4",
    "view's text": "kq7-TXETWEIv-3nO1",
    "type": "kq7-EPYt-6pR7",
    "closure": "kq7-ERUSOLc-9qS5",
    "default": "kq7-TLUAFEd-1tV3",
    "url user": "kq7-RESULRu-4uW2",
    "url query": "kq7-YREUq-7wX8",
    "key of a dict": "kq7-YEk-5yZ6",
    "json": "kq7-NOSj-2aB9",
    "form": "kq7-MROf-8cD4",
    "bearer": "kq7BearerABCdef123456",
    "basic": "a3E3OkJhc2ljOjEyMzQ1Njc4",
    "jwt": "eyJhbGciOiJIUzI1NiJ9.eyJrcTciOiJqd3QifQ.c2lnbmF0dXJlLWtxNw",
    "card": "4111 1111 1111 1111",
    "card without gaps": "5500000000000004",
    "card with dashes": "3782-822463-10005",
    "aws": "AKIAKQ7EXAMPLE123456",
    "github": "ghp_kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7",
    "slack": "xoxb-123456789012-kq7kq7kq7kq7",
    "stripe": "sk_live_kq7kq7kq7kq7kq7kq7kq7",
    "google": "AIzaKq7Kq7Kq7Kq7Kq7Kq7Kq7Kq7Kq7Kq7Kq7xy",
    "openai": "sk-kq7kq7kq7kq7kq7kq7kq7kq7",
    "gitlab": "glpat-kq7kq7kq7kq7kq7kq7kq",
    "npm": "npm_kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7kq7",
    "pem": "MIIEkq7kq7kq7kq7kq7kq7kq7kq7",
    "redis": "kq7-SIDEr-4eF1",
    "postgres": "kq7-SERGTSOp-6gH7",
    "smtp": "kq7-PTMs-9iJ3",
    "pin": "kq7-NIp-5kL2",
    "session": "kq7-NOISSEs-8mN6",
    "csrf": "kq7-FRSc-1oP4",
    "passphrase": "kq7-ESARHPSSAp-3qR9",
    "camel": "kq7-LEMAc-7sT5",
    "shouted": "kq7-DETUOHs-2uV8",
    "kebab": "kq7-BABEk-4wX1",
    "list under a name": "kq7-DETSIl-6yZ3",
    "set under a name": "kq7-TEs-9aC7",
    "deque": "kq7-EUQEd-5bD2",
    "mapping proxy": "kq7-YXORp-8eG6",
    "chained": "kq7-DENIAHc-1fH4",
    "partial": "kq7-LAITRAp-3iK9",
    "kubernetes": "kq7-EBUk-7jL5",
    "command": "kq7-DNAMMOc-2mO8",
    "long text": "kq7-TXETGNOl-4nP1",
    "words": "kq7-SDROw correct horse-5tU8",
    "option in a line": "kq7-ENILNOITPo-3vW6",
    "signed url": "kq7-DENGIs-6xY4",
    "element": "kq7-TNEMELe-8zA2",
    "array of a form": "kq7-YARRa-1bC7",
    "list in a text": "kq7-TXETNITSIl-4dE9",
    "account key": "kq7-TNUOCCa-7fG5",
    "setting": "kq7-GNITTEs-2hI3",
    "number": "713571357",
    "told in a sentence": "kq7-ECNETNESa-3pX8",
    "told by a log": "kq7-DROCERGOl-5wZ2",
    "behind a letter": "kq7-RETTELa-8yB4",
    "of curl": "kq7-LRUCfo-1dC6",
    "line of pgpass": "kq7-SSAPGp-6fE3",
    "line of netrc": "kq7-CRTEn-9hG5",
    "quoted cookie": "kq7-EIKOOCDETOUq-2jI7",
    "encoded json": "kq7-NOSJDEDOCNe-4lK9",
    "json thrice": "kq7-ECIRHTNOSj-7nM1",
    "part of a url": "kq7-TRAPLRu-8pO3",
    "user of a url": "kq7USEROFURL5rQ6",
    "hash": "$2b$12$kq7KQ7kq7KQ7kq7KQ7kq7uKQ7kq7KQ7kq7KQ7kq7KQ7kq7KQ7kq7",
    "field of a form": "kq7-MROFADLEIf-1tS4",
    "xml": "kq7-ETUBIRTTa-3vU8",
    "yaml": "kq7-LMAy-5xW2",
    "end of a key": "kq7KQ7kq7KQ7kq7KQ7kq7",
    "bytes of a repr": "kq7-RPERSETYb-7zY6",
    "wrapped in a repr": "kq7-DEPPARw-9bA1",
    "said by a match": "kq7-HCTAm-2dC5",
    "quotes": "kq7-'Quo\"tes\\-6rT3",
}

PROGRAM = r"""
    import collections, dataclasses, functools, json, logging, os, re, sys, types, urllib.parse
    from typing import NamedTuple

    with open(os.environ["CORPUS"]) as stream:
        S = json.load(stream)

    # All is told, however busy the machine is.
    from snappoint.capture import budget
    from snappoint.rendering import allowance
    budget.Budget.has_room = lambda self, last_capture: True
    allowance.Allowance.of = lambda limits: allowance.Allowance(limits.nodes, limits.characters, 60.0)

    if "UNPROTECTED" in os.environ:
        # What would be said if nothing were withheld.
        from snappoint.rendering import parts, redact, secrets, values
        redact._is_secret = lambda name: False
        values.is_secret_type = lambda cls: False
        secrets._BY = ()
        parts.secret_arguments = lambda arguments: {}

    @dataclasses.dataclass
    class Account:
        user: str
        password: str

    class Login(NamedTuple):
        user: str
        api_key: str

    class Slotted:
        __slots__ = ("user", "secret_key")

    class Vault:
        def __init__(self):
            self.content = S["type"]

    class Shown:
        def __init__(self):
            self.hidden = S["registered view"]
            self.text = "password=" + S["view's text"]

    import snappoint
    snappoint.redact_type(Vault)
    snappoint.register_view(Shown, lambda it: snappoint.View(it.text, [("token", it.hidden)]))

    def slotted():
        made = Slotted()
        made.user, made.secret_key = "ann", S["slot"]
        return made

    class Client:
        def __init__(self):
            self.user = "ann"
            self.auth_token = S["attribute"]

        def reads(self, data):
            found = self.auth_token  # @attribute
            text = f"user ann has {data['api_key']}"  # @subscript
            return len(text)

    def closes_over():
        private_key = S["closure"]
        def inner():
            return private_key
        return inner

    def defaulted(passwd=S["default"]):
        return 1

    def values():
        plain = 5
        password = S["local"]
        account = Account("ann", S["dataclass"])
        login = Login("ann", S["named tuple"])
        slots = slotted()
        vault, view = Vault(), Shown()
        deep = {"a": [{"b": {"client_secret": S["nested"]}}], "token": S["item"], b"password": S["bytes"]}
        headers = {"Authorization": S["header"], "Cookie": "a=" + S["cookie"], "Accept": "*/*"}
        scope = [(b"authorization", S["asgi"].encode()), (b"accept", b"*/*")]
        pair = ("x-api-key", S["pair"])
        everything = os.environ
        environ = {name: os.environ[name] for name in os.environ if name.startswith('DB_')}
        urls = [f"https://ann:{S['url user']}@h/", f"https://h/?access_token={S['url query']}&x=1"]
        keyed = {f"token={S['key of a dict']}": 1}
        encoded = '{"user": "ann", "password": "%s"}' % S["json"]
        form = f"user=ann&passwd={S['form']}"
        schemes = ["Bearer " + S["bearer"], "Basic " + S["basic"]]
        looks = [S[n] for n in ("jwt", "card", "card without gaps", "card with dashes", "aws", "github")]
        more = [S[n] for n in ("slack", "stripe", "google", "openai", "gitlab", "npm")]
        number = int(S["card without gaps"])
        pem = f"-----BEGIN RSA PRIVATE KEY-----\n{S['pem']}\n-----END RSA PRIVATE KEY-----"
        brokers = [f"redis://:{S['redis']}@h:6379/0", f"postgres://ann:{S['postgres']}@db/shop"]
        smtpPass, user_pin, sessionId = S["smtp"], S["pin"], S["session"]
        names = {"csrfmiddlewaretoken": S["csrf"], "passphrase": S["passphrase"], "apiKey": S["camel"]}
        others = {"DB_PASSWORD": S["shouted"], "X-Auth-Token": S["kebab"]}
        credentials = [S["list under a name"]]
        cookies = {S["set under a name"]}
        queue = collections.deque([{"secret": S["deque"]}])
        proxy = types.MappingProxyType({"secret": S["mapping proxy"]})
        chain = collections.ChainMap({"secret": S["chained"]})
        call = functools.partial(print, password=S["partial"])
        kube = [{"name": "DB_PASSWORD", "value": S["kubernetes"]}]
        command = ["psql", "--password", S["command"]]
        long = "x" * 212 + " password=" + S["long text"] + "y" * 500
        quoted_password = S["quotes"]
        repeated = [quoted_password, "it is " + quoted_password]
        inner = closes_over()
        function = defaulted
        return plain  # @values

    def texts():
        words = json.dumps({"password": S["words"], "user": "ann"})
        line = f"mysql --user ann --password {S['option in a line']} shop"
        signed = f"https://bucket/a.png?X-Amz-Date=1&X-Amz-Signature={S['signed url']}"
        xml = f"<login><user>ann</user><password kind='plain'>{S['element']}</password></login>"
        posted = f"user[name]=ann&user[password]={S['array of a form']}"
        told = repr({"tokens": ["a", S["list in a text"]]})
        account = f"AccountName=shop;AccountKey={S['account key']};EndpointSuffix=x"
        settings = [{"Key": "DB_PASSWORD", "Value": S["setting"]}]
        numeric_password = int(S["number"])
        greeting = f"my number is {numeric_password}"
        return more_texts(len(words))  # @texts

    def more_texts(plain):
        sentence = f"from now on the password is {S['told in a sentence']}, said ann"
        filled = (S["told by a log"], "ann")
        record = logging.LogRecord("n", 20, "f", 1, "login with token %s of %s", filled, None)
        letters = ["mysql", "-u", "ann", f"-p{S['behind a letter']}", "shop"]
        fetched = f"curl -s -u ann:{S['of curl']} http://h/"
        pgpass = f"db.example.com:5432:shop:ann:{S['line of pgpass']}"
        netrc = f"machine h login ann password {S['line of netrc']}"
        header = f'GET / HTTP/1.1\r\nCookie: theme="dark"; sid="{S["quoted cookie"]}"\r\n'.encode()
        encoded = urllib.parse.quote(json.dumps({"password": S["encoded json"]}))
        thrice = json.dumps({"a": json.dumps({"b": json.dumps({"password": S["json thrice"]})})})
        parsed = urllib.parse.urlsplit(f"https://ann:{S['part of a url']}@h/")
        source = f"https://{S['user of a url']}@git.example.com/a.git"
        hashed = S["hash"]
        return even_more_texts(plain)  # @more

    def even_more_texts(plain):
        posted = f'Content-Disposition: form-data; name="password"\r\n\r\n{S["field of a form"]}\r\n--x'
        xml = f'<entry key="password" value="{S["xml"]}"/>'
        yaml = f"db:\n  password: |\n    {S['yaml']}\n  user: ann"
        rest = f"{S['end of a key']}\n-----END RSA PRIVATE KEY-----\n"
        raw = repr({b"api_key": S["bytes of a repr"].encode()})
        wrapped = f"Account(user='ann', password=Wrapped('{S['wrapped in a repr']}'))"
        found = re.match("password=(.*)", f"password={S['said by a match']}")
        return plain  # @last

    def get_token():  # @returned
        return S["returned"]

    def checks(password):
        total = 1  # @parameter
        return "Hello " + password  # @expression

    def combines(user, secret):
        line = f"{user}:{secret}"  # @fstring
        return line

    def logs(password):
        text = "a"  # @message
        return text

    def fails(password):
        raise ValueError("no access with " + password)  # @exception

    print("ready", flush=True)
    for line in sys.stdin:
        values()
        texts()
        client = Client()
        client.reads({"api_key": S["expression"]})
        get_token()
        checks(S["parameter"])
        combines("ann", S["fstring"])
        logs(S["message"])
        try:
            fails(S["exception"])
        except ValueError:
            pass
        print("done", flush=True)
"""
