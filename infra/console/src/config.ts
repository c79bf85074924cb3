/** What a deployment tells the page, in `config.json` beside it. */
export interface Config {
  /** Where the API answers; empty: where the page came from. */
  api: string
  /** The OpenID issuer whose tokens the API takes. */
  issuer: string
  client_id: string
  scope: string
  /** Sent along when signing in: some issuers want `audience` or `resource`. */
  extra: Record<string, string>
  /** Of one upload, in bytes. */
  max_file_size: number
  types: string[]
  /** Who makes images. Absent: the first that is made tells. */
  makes?: string
  /** Who hears recordings, or `none`. Absent: the first recording tells. */
  hears?: string
}

export let config: Config

export async function loadConfig(): Promise<Config> {
  const answer = await fetch('config.json', { cache: 'no-cache' })
  if (!answer.ok) throw new Error(`config.json could not be read (${answer.status}).`)
  config = (await answer.json()) as Config
  return config
}
