/** Why there is nothing to attach to, in a sentence for whoever asked. */
export class RefusedTargetError extends Error {}
