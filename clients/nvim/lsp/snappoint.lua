-- How Neovim starts Snappoint's language server. Usable as it is from a folder `lsp/` of the runtimepath (0.11+).

-- In a copy of the repository or the npm package the command is beside this file; elsewhere it is found on PATH.
local here = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h')
local beside = vim.fs.normalize(here .. '/../../../bin/snappoint')

return {
  cmd = { vim.fn.executable(beside) == 1 and beside or 'snappoint', 'lsp', '--stdio' },
  filetypes = { 'python' },
  root_markers = { 'pyproject.toml', 'setup.py', 'setup.cfg', '.git' },
}
