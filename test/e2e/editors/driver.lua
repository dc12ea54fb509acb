-- What a test asks of a running Neovim, all through the editor's own interfaces. Loaded with `luafile`; called by
-- `nvim --remote-expr`, with arguments and answers as JSON.

local driver = {}

--- What a user sees of Snappoint: `line` is 0-based, `text` is what stands beside it.
function driver.shown()
  local found = {}
  for _, hint in ipairs(vim.lsp.inlay_hint.get({ bufnr = 0 })) do
    local label = hint.inlay_hint.label
    if type(label) == 'table' then
      label = table.concat(vim.tbl_map(function(part) return part.value end, label))
    end
    table.insert(found, { line = hint.inlay_hint.position.line, text = label, by = 'hint' })
  end
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    if diagnostic.source == 'snappoint' then
      table.insert(found, { line = diagnostic.lnum, text = diagnostic.message, by = 'diagnostic' })
    end
  end
  return found
end

--- Names of the language servers that have answered `initialize` for this buffer.
function driver.servers()
  local ready = vim.tbl_filter(function(client) return client.initialized end, vim.lsp.get_clients({ bufnr = 0 }))
  return vim.tbl_map(function(client) return client.name end, ready)
end

--- Goes to the first character of a line that is not blank, as a user would before choosing an action.
function driver.go(line)
  vim.api.nvim_win_set_cursor(0, { line + 1, 0 })
  vim.cmd('normal! ^zz')
  return true
end

-- An empty table has no shape in Lua; the answers here are all lists.
function Driver(name, arguments)
  local ok, value = pcall(driver[name], unpack(vim.json.decode(arguments)))
  local text = type(value) == 'table' and vim.tbl_isempty(value) and '[]' or vim.json.encode(value)
  return ('{"ok": %s, "value": %s}'):format(ok, text)
end
