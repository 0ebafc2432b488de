// What a script sees of the outside (contract 6.4). Evaluated once in each new world, with what only the host gives:
//   call(binding, argumentsAsJson) -> {answer} or {refused: {message, status}}
//   log(level, text)
//   evaluate(names, source): evaluates a question among names
// Returns begin(variables, scope, now), which returns what the host calls afterwards. A script reaches none of these but
// through the bindings.
(function (call, log, evaluate) {
  "use strict";
  const { stringify } = JSON;
  const { construct } = Reflect;
  const RealDate = Date;
  const { hasOwn, create, setPrototypeOf, defineProperty, getOwnPropertyNames, keys } = Object;

  let variables, scope, content;

  // Errors as scripts of this kind expect them (contract 6.5).
  function thrown({ message, status }) {
    const detail = stringify({ code: status, body: { response: message } });
    const error = new Error(message);
    error.javaException = { message, detail, getMessage: () => message, getDetail: () => detail };
    return error;
  }

  function ask(binding, given) {
    const said = call(binding, stringify(given));
    if (said.refused) throw thrown(said.refused);
    return said.answer;
  }

  const asking = (binding) => (...given) => ask(binding, given);

  function set(name, value) {
    variables[name] = value === undefined ? null : value;
  }

  const methods = {
    __proto__: null,
    get: (name) => variables[name] ?? null,
    has: (name) => hasOwn(variables, name),
    containsKey: (name) => hasOwn(variables, name),
    keySet: () => keys(variables),
    put: set,
  };

  function text(value) {
    if (typeof value === "string") return value;
    if (value instanceof Error) return String(value);
    try {
      return (typeof value === "object" && stringify(value)) || String(value);
    } catch {
      return String(value);
    }
  }

  // `{}` stands for the next argument.
  function filled(pattern, ...given) {
    let next = 0;
    return text(pattern).replace(/\{\}/g, (hole) => (next < given.length ? text(given[next++]) : hole));
  }

  const write = (level, line) => log(level, line.slice(0, 2000).toWellFormed());
  const logger = {};
  const console = { log: (...given) => write("info", given.map(text).join(" ")) };
  for (const level of ["debug", "info", "warn", "error"]) {
    logger[level] = (...given) => write(level, filled(...given));
    console[level] = (...given) => write(level, given.map(text).join(" "));
  }

  const openidm = {};
  for (const name of ["action", "read", "query", "create", "update", "patch", "delete"]) {
    openidm[name] = asking("openidm." + name);
  }

  const bindings = {
    __proto__: null,
    execution: {
      getVariables: () => content,
      getVariable: methods.get,
      setVariable: set,
      setVariables: (given) => keys(given).forEach((name) => set(name, given[name])),
    },
    openidm,
    identityServer: {
      getProperty: (name, otherwise) => ask("identityServer.getProperty", [name, otherwise]) ?? otherwise ?? null,
    },
    logger,
    console,
  };

  function give(name, value) {
    defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  }
  const builtIn = new Set(getOwnPropertyNames(globalThis));
  for (const name in bindings) give(name, bindings[name]);

  // The names of one question: all there are, so that one never set reads as undefined, and what it assigns is lost.
  function names() {
    const own = create(null);
    const outer = [own, bindings, variables, scope];
    return new Proxy(own, {
      has: (_, name) => typeof name === "string",
      get(_, name) {
        if (name === "content" && !(name in own)) return content;
        const holder = outer.find((holder) => name in holder);
        return holder ? holder[name] : builtIn.has(name) ? globalThis[name] : undefined;
      },
    });
  }

  const host = {
    // A question stands in a block, so that its functions are found before all other names.
    question: (source) => evaluate(names(), "with(names){" + source + "\n}"),
    variables() {
      for (const name in variables) {
        try {
          stringify(variables[name]);
        } catch (error) {
          throw new TypeError("the variable `" + name + "` cannot be kept: " + error.message);
        }
      }
      return stringify(variables);
    },
    json: (value) => stringify(value) ?? "null",
  };

  // The caller's time for the machine's. It stands still, so that a program that is run again comes to the same.
  function setClock(now) {
    const clock = new Proxy(RealDate, {
      construct: (target, given, made) => construct(target, given.length ? given : [now], made),
      apply: () => String(new RealDate(now)),
      get: (target, name) => (name === "now" ? () => now : target[name]),
    });
    RealDate.prototype.constructor = clock;
    give("Date", clock);
  }

  return function begin(givenVariables, givenScope, now) {
    if (typeof now === "number") setClock(now);
    variables = setPrototypeOf(givenVariables, null);
    scope = setPrototypeOf(givenScope, null);
    // A map of Java and an object at once; the methods come before variables of their names.
    content = new Proxy(variables, { get: (_, name) => methods[name] ?? variables[name] });
    for (const name in scope) give(name, scope[name]);
    return host;
  };
})
