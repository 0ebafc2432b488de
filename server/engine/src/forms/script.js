// What the scripts of a form see of it: `form`, with the functions that designers of such forms know. `formBegins` is
// {values, typed, changed, fields, steps, query}; the answer is {values, set, fields, failed}.
(function (begins) {
  "use strict";
  const values = Object.assign(Object.create(null), begins.values);
  const typed = new Set(begins.typed);
  const changed = new Set(begins.changed);
  const fields = new Map(begins.fields.map((field) => [field.model, field]));
  const query = Object.assign(Object.create(null), begins.query);
  const [touched, set, failed] = [new Set(), new Set(), []];
  let step;

  function change(key, name, value) {
    const field = fields.get(String(key));
    if (!field) return;
    field[name] = value;
    touched.add(field);
  }

  // What people typed stays, but where the field of the script has just been changed, and that other one was not.
  function setValue(key, value) {
    const model = String(key);
    const isLive = changed.has(step.model) && (model === step.model || !changed.has(model));
    if (typed.has(model) && !isLive) return;
    values[model] = value === undefined ? null : value;
    set.add(model);
  }

  const form = {
    getValue: (key) => values[String(key)],
    setValue,
    getLabel: (key) => fields.get(String(key))?.label,
    setLabel: (key, label) => change(key, "label", String(label)),
    hideField: (key) => change(key, "hidden", true),
    showField: (key) => change(key, "hidden", false),
    disableField: (key) => change(key, "disabled", true),
    enableField: (key) => change(key, "disabled", false),
    getSelectOptions: (key) => fields.get(String(key))?.options,
    setSelectOptions: (key, options) => change(key, "options", Array.isArray(options) ? options : []),
    // For fields that look their choices up; there are none here.
    setQueryFilter: () => {},
    currentFieldValue: null,
    urlParams: {
      get: (name) => query[name] ?? null,
      has: (name) => name in query,
      getAll: (name) => (name in query ? [query[name]] : []),
    },
  };

  for (step of begins.steps) {
    form.currentFieldValue = step.model === null ? null : values[step.model];
    try {
      new Function("form", step.script)(form);
    } catch (error) {
      failed.push((step.model ?? "onLoad") + ": " + String(error).slice(0, 300));
    }
  }
  return { values, set: [...set], fields: [...touched], failed };
})(formBegins);
