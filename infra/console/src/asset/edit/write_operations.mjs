// Writes operations.json: what the API's own description says of every edit, as little as a form needs.

import { readFileSync, writeFileSync } from 'node:fs'

const here = (path) => new URL(path, import.meta.url)
const { components } = JSON.parse(readFileSync(here('../../../openapi.json'), 'utf8'))
const known = components.schemas.RecipeRequest.properties.operations.items.oneOf
const KEPT = ['type', 'minimum', 'maximum', 'minItems', 'maxItems', 'enum', 'pattern']
const FIXED = ['operation', 'type']

function parameter(name, schema, required) {
  const shape = schema.anyOf?.find((each) => each.type !== 'null') ?? schema
  const kept = KEPT.flatMap((key) => (key in shape ? [[key, shape[key]]] : []))
  const { description, default: initial } = schema
  return { name, ...Object.fromEntries(kept), default: initial, required, description }
}

const operations = known.map(({ properties, required, title, description }) => ({
  operation: properties.operation.const,
  filter: properties.type?.const,
  title,
  description,
  parameters: Object.entries(properties)
    .filter(([name]) => !FIXED.includes(name))
    .map(([name, schema]) => parameter(name, schema, required.includes(name))),
}))

writeFileSync(here('operations.json'), `${JSON.stringify(operations, null, 1)}\n`)
