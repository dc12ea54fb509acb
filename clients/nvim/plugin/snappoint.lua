-- The commands, and a server for who does not call setup(). Loaded from the runtimepath, by :source, or by `nvim -u`.

local client = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h')
if not vim.list_contains(vim.opt.runtimepath:get(), client) then vim.opt.runtimepath:append(client) end

local function command(name, description, arguments, act)
  vim.api.nvim_create_user_command(name, function(call) act(require('snappoint'), call.args) end, {
    nargs = arguments,
    desc = description,
  })
end

command('SnappointAdd', 'Show the values of this line', 0, function(it) it.add() end)
command('SnappointWhen', 'Show values only when a condition holds', '?', function(it, text) it.when(text) end)
command('SnappointShow', 'Show an expression too', '?', function(it, text) it.show(text) end)
command('SnappointLog', 'Show a message with {expressions} in it', '?', function(it, text) it.log(text) end)
command('SnappointDescribe', 'Show all that is known of the points of this line', 0, function(it) it.describe() end)
command('SnappointRemove', 'Remove the points of this line', 0, function(it) it.remove() end)
command('SnappointRemoveAll', 'Remove all points', 0, function(it) it.remove_all() end)
command('SnappointPoints', 'List all points', 0, function(it) it.points() end)
command('SnappointAttach', 'Let the agent into a running program', '?', function(it, pid) it.attach(tonumber(pid)) end)

-- A plugin manager calls setup() right after it has loaded this file.
vim.schedule(function()
  local snappoint = require('snappoint')
  if not snappoint.is_set_up() then snappoint.setup() end
end)
