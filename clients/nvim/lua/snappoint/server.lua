-- How Neovim starts the language server, for Neovim 0.10 and for those that have vim.lsp.config.

local M = {}

local group = vim.api.nvim_create_augroup('snappoint', {})

-- Neovim 0.10 asks for hints again when told to, but does not paint what it gets on lines that it has drawn, unless hints
-- are switched off and on. Other servers keep their handler.
local function repaint(client_id)
  for _, buffer in ipairs(vim.lsp.get_buffers_by_client_id(client_id)) do
    if vim.lsp.inlay_hint.is_enabled({ bufnr = buffer }) then
      vim.lsp.inlay_hint.enable(false, { bufnr = buffer })
      vim.lsp.inlay_hint.enable(true, { bufnr = buffer })
    end
  end
  return vim.NIL
end

local function start_by_hand(config, buffer)
  vim.lsp.start({
    name = 'snappoint',
    cmd = config.cmd,
    init_options = config.init_options,
    settings = config.settings,
    handlers = config.handlers,
    root_dir = vim.fs.root(buffer, config.root_markers),
  }, { bufnr = buffer })
end

local function start_on_0_10(config)
  local function is_ours(buffer) return vim.list_contains(config.filetypes, vim.bo[buffer].filetype) end
  vim.api.nvim_create_autocmd('FileType', {
    group = group,
    pattern = config.filetypes,
    callback = function(event) start_by_hand(config, event.buf) end,
  })
  for _, buffer in ipairs(vim.tbl_filter(is_ours, vim.api.nvim_list_bufs())) do
    start_by_hand(config, buffer)
  end
end

local function start_since_0_11(folder, config)
  -- lsp/snappoint.lua is found there; what the user says by vim.lsp.config('snappoint', …) goes before it.
  if not vim.list_contains(vim.opt.runtimepath:get(), folder) then vim.opt.runtimepath:append(folder) end
  vim.lsp.config('snappoint', config)
  vim.lsp.enable('snappoint')
end

local function told(options)
  local settings = vim.tbl_extend('force', { display = options.display, pathMap = options.path_map }, options.settings or {})
  return next(settings) and { init_options = settings, settings = { snappoint = settings } } or {}
end

--- @param folder string the client's own
--- @param options snappoint.Options
--- @param changed fun() called when the server has something new to show
function M.start(folder, options, changed)
  vim.api.nvim_clear_autocmds({ group = group })
  local repaints = not vim.lsp.config
  local again = 'workspace/inlayHint/refresh'
  local function refresh(failure, result, context)
    changed()
    if repaints then return repaint(context.client_id) end
    return vim.lsp.handlers[again](failure, result, context)
  end
  local config = vim.tbl_extend('force', told(options), { cmd = options.cmd, handlers = { [again] = refresh } })
  vim.api.nvim_create_autocmd('LspAttach', {
    group = group,
    callback = function(event)
      local client = vim.lsp.get_client_by_id(event.data.client_id)
      if client and client.name == 'snappoint' then vim.lsp.inlay_hint.enable(true, { bufnr = event.buf }) end
    end,
  })
  vim.api.nvim_create_autocmd('DiagnosticChanged', { group = group, callback = changed })
  if repaints then
    start_on_0_10(vim.tbl_extend('force', dofile(folder .. '/lsp/snappoint.lua'), config))
  else
    start_since_0_11(folder, config)
  end
end

return M
