/** One asset: the picture, and everything that is known of it and can be done with it. */

export function AssetPage({ id }: { id: string }) {
  return <h1>{id}</h1>
}
