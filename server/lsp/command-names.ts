/** The commands of `workspace/executeCommand` that this version announces; users script against these names. */
export const COMMANDS = {
  addProbe: "snappoint.addProbe",
  changeProbe: "snappoint.changeProbe",
  removeProbe: "snappoint.removeProbe",
  removeAllProbes: "snappoint.removeAllProbes",
  pauseProbe: "snappoint.pauseProbe",
  resumeProbe: "snappoint.resumeProbe",
  pauseAllProbes: "snappoint.pauseAllProbes",
  resumeAllProbes: "snappoint.resumeAllProbes",
  listProbes: "snappoint.listProbes",
  captures: "snappoint.captures",
  describe: "snappoint.describe",
  openCapture: "snappoint.openCapture",
  listProcesses: "snappoint.listProcesses",
  attach: "snappoint.attach",
  log: "snappoint.log",
} as const;
