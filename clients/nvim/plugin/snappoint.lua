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
