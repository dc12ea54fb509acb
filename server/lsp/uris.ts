/** How the editor spells the URIs that we keep in one spelling: it only knows its own again. */
export class Uris {
  private readonly spelled = new Map<string, string>();

  remember(uri: string, editors: string): void {
    this.spelled.set(uri, editors);
  }

  editors(uri: string): string {
    return this.spelled.get(uri) ?? uri;
  }
}
