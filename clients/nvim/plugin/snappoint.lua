-- Snappoint in Neovim 0.10 and later: starts the language server for Python files and shows its hints.
-- Loaded from the runtimepath, by :source, or by `nvim -u`.

local client = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h')

if vim.lsp.config then
  -- lsp/snappoint.lua is found there; what the user says by vim.lsp.config('snappoint', …) goes before it.
  vim.opt.runtimepath:append(client)
  vim.lsp.enable('snappoint')
else
  local config = dofile(client .. '/lsp/snappoint.lua')
  -- 0.10 starts servers by hand. It also asks for hints again when told to, but does not paint what it gets on
  -- lines that it has drawn, unless hints are switched off and on. Other servers keep their handler.
  local function repaint(_, _, context)
    for _, buffer in ipairs(vim.lsp.get_buffers_by_client_id(context.client_id)) do
      if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
        vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
        vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
      end
    end
    return vim.NIL
  end
  vim.api.nvim_create_autocmd('FileType', {
    pattern = config.filetypes,
    callback = function(event)
      vim.lsp.start({
        name = 'snappoint',
        cmd = config.cmd,
        init_options = config.init_options,
        root_dir = vim.fs.root(event.buf, config.root_markers),
        handlers = { ['workspace/inlayHint/refresh'] = repaint },
      }, { bufnr = event.buf })
    end,
  })
end

vim.api.nvim_create_autocmd('LspAttach', {
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'snappoint' then
      vim.lsp.inlay_hint.enable(true, { bufnr = event.buf })
    end
  end,
})

-- Adds a probe at the cursor's line, with what a menu of code actions has no place to type.
local function add(wishes)
  local server = vim.lsp.get_clients({ bufnr = 0, name = 'snappoint' })[1]
  if not server then
    return vim.notify('Snappoint does not run for this buffer', vim.log.levels.WARN)
  end
  local place = { uri = vim.uri_from_bufnr(0), line = vim.api.nvim_win_get_cursor(0)[1] - 1 }
  local params = { command = 'snappoint.addProbe', arguments = { vim.tbl_extend('error', place, wishes) } }
  local function answered(failure)
    if failure then vim.notify(failure.message, vim.log.levels.WARN) end
  end
  -- A method since 0.11, a plain function before.
  local itself = vim.lsp.config and { server } or {}
  server.request(unpack(vim.list_extend(itself, { 'workspace/executeCommand', params, answered, 0 })))
end

local function command(name, description, wishes)
  vim.api.nvim_create_user_command(name, function(call) add(wishes(call.args)) end, { nargs = 1, desc = description })
end

command('SnappointWhen', 'Show values only when a condition holds', function(text) return { condition = text } end)
command('SnappointShow', 'Show an expression too', function(text) return { expressions = { text } } end)
command('SnappointLog', 'Show a message with {expressions} in it', function(text) return { message = text } end)
