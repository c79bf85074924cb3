import type { ComponentChildren } from 'preact'
import { type Filters, NAMES, useFilters } from './filters'

export function FilterBar() {
  const [filters, change] = useFilters()
  const active = NAMES.filter((name) => name !== 'order' && filters[name])
  return (
    <details class="filters" open={active.length > 0}>
      <summary>
        Filter{active.length > 0 && <span class="chip">{active.length}</span>}
      </summary>
      <form class="fields" role="search" onSubmit={(event) => event.preventDefault()}>
        <Choice label="Visibility" name="visibility" all="All" options={['private', 'public']} />
        <Choice
          label="Kind"
          name="kind"
          all="All"
          options={['uploaded', 'processed', 'generated']}
        />
        <Word label="Job" name="job_id" pattern="[A-Za-z0-9_\-]{1,64}" />
        <Word label="Tag" name="tag" />
        <Field label="Colour">
          <span class="row">
            <input
              type="color"
              value={filters.color ?? '#808080'}
              onChange={(event) => change({ color: event.currentTarget.value })}
            />
            {filters.color ?? 'any'}
          </span>
        </Field>
        <Choice label="Order" name="order" all="Newest first" options={['oldest']} />
        {active.length > 0 && (
          <button
            type="button"
            onClick={() => change(Object.fromEntries(NAMES.map((name) => [name, ''])))}
          >
            Show all
          </button>
        )}
      </form>
    </details>
  )
}

function Field({ label, children }: { label: string; children: ComponentChildren }) {
  return (
    <label class="field">
      <span>{label}</span>
      {children}
    </label>
  )
}

const NAMES_OF: Record<string, string> = { oldest: 'Oldest first' }

interface ChoiceProps {
  label: string
  name: keyof Filters
  all: string
  options: string[]
}

function Choice({ label, name, all, options }: ChoiceProps) {
  const [filters, change] = useFilters()
  return (
    <Field label={label}>
      <select
        value={filters[name] ?? ''}
        onChange={(event) => change({ [name]: event.currentTarget.value })}
      >
        <option value="">{all}</option>
        {options.map((option) => (
          <option key={option} value={option}>
            {NAMES_OF[option] ?? option}
          </option>
        ))}
      </select>
    </Field>
  )
}

function Word({ label, name, pattern }: { label: string; name: keyof Filters; pattern?: string }) {
  const [filters, change] = useFilters()
  return (
    <Field label={label}>
      <input
        type="search"
        value={filters[name] ?? ''}
        pattern={pattern}
        onChange={(event) => {
          const { value } = event.currentTarget
          if (event.currentTarget.reportValidity()) change({ [name]: value.trim() })
        }}
      />
    </Field>
  )
}
