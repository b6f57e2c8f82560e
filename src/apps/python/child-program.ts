/**
 * What `python3` runs for a PyFuncApp: reads a request from file descriptor 3, calls the function, and answers on
 * file descriptor 4. Standard output and error are the function's own.
 *
 * A message is a sequence of frames, each a big-endian 32-bit length and as many bytes: the first is JSON; a body
 * follows for each content, in as many frames as it takes, ended by an empty one.
 *
 * Request: see `PythonRequest`, then a body for each input that has no `text`.
 * Answer: `{args}` and a body for each output that has an encoding, or `{error: {type, message, traceback}}`.
 */
export const CHILD_PROGRAM: string = String.raw`
import ast, base64, builtins, importlib, inspect, io, json, os, pickle, struct, sys, traceback

requests, answers = os.fdopen(3, "rb"), os.fdopen(4, "wb")
CHUNK = 1 << 20
DESCRIBED = 10_000


class Gone(BaseException):
    """Nobody is there to answer."""


class Refused(Exception):
    """A request that cannot be carried out; its message is enough."""


def exactly(count):
    parts = []
    while count > 0:
        part = requests.read(count)
        if not part:
            raise Gone
        parts.append(part)
        count -= len(part)
    return b"".join(parts)


def frame():
    return exactly(struct.unpack(">I", exactly(4))[0])


def body():
    parts = []
    while part := frame():
        parts.append(part)
    return b"".join(parts)


def answer(header, bodies=()):
    def put(data):
        answers.write(struct.pack(">I", len(data)))
        answers.write(data)

    put(json.dumps(header).encode())
    for content in bodies:
        view = memoryview(content)
        for at in range(0, len(view), CHUNK):
            put(view[at : at + CHUNK])
        put(b"")
    answers.flush()


def needs(module):
    try:
        return importlib.import_module(module)
    except ImportError as error:
        raise Refused(f"needs the Python module {module}, which python3 cannot import: {error}") from None


def unpickle(data):
    try:
        return pickle.loads(data)
    except Exception as error:
        fault = error
    try:
        import dill  # what it writes is mostly, but not always, read by pickle as well
    except ImportError:
        raise fault from None
    return dill.loads(data)


def decode(encoding, data):
    if encoding == "pickle":
        return unpickle(data)
    if encoding == "dill":
        return needs("dill").loads(data)
    if encoding == "eval":
        return ast.literal_eval(data.decode("utf-8").strip())
    if encoding == "npy":
        return needs("numpy").load(io.BytesIO(data), allow_pickle=False)
    if encoding == "utf-8":
        return data.decode("utf-8")
    return data


def encode(encoding, value):
    if encoding == "pickle":
        return pickle.dumps(value, protocol=4)
    if encoding == "dill":
        return needs("dill").dumps(value)
    if encoding == "eval":
        return repr(value).encode()
    if encoding == "npy":
        numpy, stream = needs("numpy"), io.BytesIO()
        numpy.save(stream, numpy.asarray(value), allow_pickle=False)
        return stream.getvalue()
    if encoding == "truth":
        return b"true" if value else b"false"
    if isinstance(value, str):
        return value.encode("utf-8")
    if isinstance(value, (bytes, bytearray, memoryview)):
        return bytes(value)
    raise Refused(f"gave a {type(value).__name__}, and the encoding {encoding} takes text or bytes only")


def function_of(name, code):
    if not code:
        return named(name)
    if code.get("pickle"):
        return unpickle(base64.b64decode(code["pickle"]))
    source, scope = code["source"], {"__name__": "pyfunc"}
    try:
        tree = ast.parse(source, "<func_code>")
    except SyntaxError as error:
        raise Refused(f"func_code is not Python: {error}") from None
    if len(tree.body) == 1 and isinstance(tree.body[0], ast.Expr):
        return eval(compile(source.strip(), "<func_code>", "eval"), scope)
    exec(compile(tree, "<func_code>", "exec"), scope)
    defined = [node.name for node in tree.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))]
    wanted = name.rpartition(".")[2] if name else None
    if wanted in scope:
        return scope[wanted]
    if not defined:
        raise Refused("func_code defines no function")
    return scope[defined[-1]]


def named(name):
    parts = name.split(".")
    if len(parts) == 1:
        if not hasattr(builtins, name):
            raise Refused('is no built-in function; write "module.function"')
        return getattr(builtins, name)
    for count in range(len(parts) - 1, 0, -1):
        module = ".".join(parts[:count])
        try:
            found = importlib.import_module(module)
        except ModuleNotFoundError as error:
            if error.name is not None and (module == error.name or module.startswith(error.name + ".")):
                continue
            raise
        for part in parts[count:]:
            if not hasattr(found, part):
                raise Refused(f'is not there: {module} has no "{".".join(parts[count:])}"')
            found = getattr(found, part)
        return found
    raise Refused(f'is not there: python3 cannot import "{parts[0]}"')


def as_typed(value, kind):
    """A parameter of a graph as its type says: graphs write many of them as text."""
    if not isinstance(value, str):
        return value
    kind = (kind or "").lower()
    if kind in ("", "string", "str", "select", "password"):
        return value
    if kind in ("integer", "int"):
        return int(value)
    if kind == "float":
        return float(value)
    if kind in ("boolean", "bool"):
        if value.strip().lower() in ("true", "1", "yes"):
            return True
        if value.strip().lower() in ("false", "0", "no", ""):
            return False
        raise Refused(f'"{value}" is neither true nor false')
    return literal(value)


def literal(text):
    try:
        return json.loads(text)
    except ValueError:
        try:
            return ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return text


def mapping(given, what):
    """func_defaults and func_arg_mapping: an object, or the text of one."""
    value = literal(given) if isinstance(given, str) else given
    if value is None or value == "":
        return {}
    if not isinstance(value, dict):
        raise Refused(f"{what} must be a dictionary, got {given!r}")
    return value


def defaults(given):
    value = mapping(given, "func_defaults")
    if set(value) == {"args", "kwargs"}:  # as delayed() of DALiuGE writes them
        return {name: unpickle(base64.b64decode(data)) for name, data in value["kwargs"].items()}
    return value


def signature(function):
    try:
        return inspect.signature(function)
    except (TypeError, ValueError):
        return None  # some functions written in C do not say


class FromPort:
    """An argument whose value is the content of a drop; decoded when it is known to be wanted."""

    def __init__(self, port, data):
        self.port, self.data = port, data

    def value(self):
        port = self.port
        if "text" in port:
            return port["text"]
        try:
            return decode(port["encoding"], self.data)
        except Refused:
            raise
        except Exception as error:
            where = port["name"] or port["uid"]
            text = f'cannot read its input "{where}" in the encoding {port["encoding"]}: {type(error).__name__}: {error}'
            raise Refused(text) from error


def arguments(request, function, inputs):
    """Positional and named arguments: ports first, then parameters of the graph, then func_defaults."""
    found = signature(function)
    parameters = list(found.parameters.values()) if found else []
    names = {p.name: p for p in parameters if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)}
    placeable = [p.name for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    only_placed = [p.name for p in parameters if p.kind == p.POSITIONAL_ONLY]
    more_placed = found is None or any(p.kind == p.VAR_POSITIONAL for p in parameters)
    more_named = any(p.kind == p.VAR_KEYWORD for p in parameters)

    given, unnamed, mapped = {}, [], {}
    for name, uid in mapping(request["mapping"], "func_arg_mapping").items():
        mapped.setdefault(str(uid), []).append(name)
    for port, data in inputs:
        value, name = FromPort(port, data), port["name"]
        targets = mapped.get(port["uid"]) or mapped.get(port["oid"])
        if targets:
            given.update((target, value) for target in targets)
        elif name in names or (name is not None and more_named and port["argument"]):
            given[name] = value
        elif port["argument"]:
            unnamed.append(value)

    parameters_of_graph = {}
    for name, field in request["values"].items():
        if name in names and name not in given:
            value = as_typed(field["value"], field["type"])
            blank = value is None or (value == "" and (field["port"] or field["type"] != "String"))
            if not blank:
                parameters_of_graph[name] = value
            elif names[name].default is inspect.Parameter.empty and value is None:
                parameters_of_graph.setdefault(name, None)

    # What has no value at all comes first, then what a port may say better than a parameter of the graph.
    free = [n for n in placeable if n not in given]
    free.sort(key=lambda name: name in parameters_of_graph)
    positional = []
    for value in unnamed:
        if free:
            given[free.pop(0)] = value
        elif more_placed:
            positional.append(value)
        else:
            where = value.port["name"] or value.port["uid"]
            print(f'the input "{where}" is no argument of the function: it was only waited for', file=sys.stderr)
    for values in (parameters_of_graph, defaults(request["defaults"])):
        for name, value in values.items():
            if name not in given and (name in names or more_named):
                given[name] = value

    placed = []
    for name in placeable if positional else only_placed:
        if name not in given:
            if not positional:
                break
            given[name] = names[name].default
            if given[name] is inspect.Parameter.empty:
                raise Refused(f'got nothing for its argument "{name}"')
        placed.append(given.pop(name))
    args = [value.value() if isinstance(value, FromPort) else value for value in [*placed, *positional]]
    kwargs = {name: value.value() if isinstance(value, FromPort) else value for name, value in given.items()}
    if found is not None:
        try:
            found.bind(*args, **kwargs)
        except TypeError as error:
            raise Refused(f"cannot be called with what it got: {error}") from None
    return args, kwargs


def results(result, outputs):
    if len(outputs) <= 1:
        return [result] * len(outputs)
    try:
        items = list(result)
    except TypeError:
        raise Refused(f"gave a {type(result).__name__} for {len(outputs)} outputs; give one item for each") from None
    if len(items) != len(outputs):
        raise Refused(f"gave {len(items)} items for {len(outputs)} outputs; give one for each")
    return items


def plain(value):
    """A value as JSON can say it, for the record; long ones are cut."""
    if isinstance(value, (bytes, bytearray, str)):
        value = value[:DESCRIBED]
    try:
        if len(json.dumps(value, allow_nan=False)) <= DESCRIBED:
            return value
    except (TypeError, ValueError, RecursionError):
        pass
    return repr(value)[:DESCRIBED]


def main():
    request = json.loads(frame())
    inputs = [(port, None if "text" in port else body()) for port in request["inputs"]]
    function = function_of(request["name"], request["code"])
    if not callable(function):
        raise Refused(f'is a {type(function).__name__} and cannot be called')
    args, kwargs = arguments(request, function, inputs)
    del inputs
    described = {"args": [plain(value) for value in args], "kwargs": {n: plain(v) for n, v in kwargs.items()}}
    result = function(*args, **kwargs)
    sys.stdout.flush()
    outputs = request["outputs"]
    bodies = [encode(port["encoding"], value) for port, value in zip(outputs, results(result, outputs))]
    answer({"args": described}, bodies)


try:
    main()
except Gone:
    sys.exit(1)
except BaseException as error:
    text = None if isinstance(error, Refused) else traceback.format_exc()
    answer({"error": {"type": type(error).__name__, "message": str(error), "traceback": text}})
`;
