-- Snappoint in Neovim 0.10 and later: starts the language server for Python files, shows its hints, and asks for what a
-- menu of code actions has no place to type.

local M = {}

local folder = vim.fn.fnamemodify(debug.getinfo(1, 'S').source:sub(2), ':p:h:h:h')

local started = false

--- How many points there are: kept, because a status line can't wait.
local known_points = 0

--- @class snappoint.Options
--- @field cmd? string[] how the server is started
--- @field display? 'auto'|'hints'|'diagnostics'|'both'
--- @field path_map? table<string, string> folders of yours, each with the folder that the program knows it as
--- @field settings? table more of the server's settings, by their names without `snappoint.`

--- Starts the server for Python files, now and later. Called with nothing when the user does not call it.
--- @param options? snappoint.Options
function M.setup(options)
  started = true
  require('snappoint.server').start(folder, options or {}, M.update)
end

--- @return boolean whether `setup` was called
function M.is_set_up() return started end

--- Does a command of the server's with an object of fields, and calls back with its answer.
--- @param name string without `snappoint.`
--- @param fields table
--- @param answered? fun(result: any)
function M.ask(name, fields, answered)
  local server = vim.lsp.get_clients({ bufnr = 0, name = 'snappoint' })[1]
  if not server then
    return vim.notify('Snappoint does not run for this buffer', vim.log.levels.WARN)
  end
  local arguments = { next(fields) and fields or vim.empty_dict() }
  local params = { command = 'snappoint.' .. name, arguments = arguments }
  local function heard(failure, result)
    if failure then return vim.notify('Snappoint: ' .. failure.message, vim.log.levels.WARN) end
    if answered then answered(result) end
  end
  -- A method since 0.11, a plain function before.
  local itself = vim.lsp.config and { server } or {}
  server.request(unpack(vim.list_extend(itself, { 'workspace/executeCommand', params, heard, 0 })))
end

local function here() return { uri = vim.uri_from_bufnr(0), line = vim.api.nvim_win_get_cursor(0)[1] - 1 } end

--- The server changes the point that is there already.
local function add(place, wishes) M.ask('changeProbe', vim.tbl_extend('error', place, wishes), M.update) end

--- Calls back with a text, which is asked for when there is none. To leave the prompt changes nothing.
local function with_text(text, prompt, use)
  if text and text ~= '' then return use(text) end
  vim.ui.input({ prompt = prompt }, function(typed)
    if typed then use(typed) end
  end)
end

--- Shows the values of the cursor's line.
function M.add() add(here(), { kind = 'snapshot' }) end

--- Shows the values of the cursor's line only when a condition holds.
--- @param condition? string asked for when absent; an empty one that is typed then takes away the point's condition
function M.when(condition)
  local place = here()
  with_text(condition, 'Only when: ', function(text) add(place, { condition = text }) end)
end

--- Shows an expression beside the values of the cursor's line.
--- @param expression? string asked for when absent
function M.show(expression)
  local place = here()
  with_text(expression, 'Show: ', function(text) add(place, { expressions = { text } }) end)
end

--- Shows a message with {expressions} in it beside the cursor's line.
--- @param message? string asked for when absent
function M.log(message)
  local place = here()
  with_text(message, 'Message with {expressions}: ', function(text) add(place, { message = text }) end)
end

--- Shows all that is known of the points of the cursor's line, as text in a window of its own.
function M.describe()
  M.ask('describe', here(), function(text)
    local buffer = vim.api.nvim_create_buf(false, true)
    vim.api.nvim_buf_set_lines(buffer, 0, -1, false, vim.split(text, '\n'))
    vim.bo[buffer].bufhidden, vim.bo[buffer].modifiable = 'wipe', false
    vim.cmd('botright split')
    vim.api.nvim_win_set_buf(0, buffer)
  end)
end

--- Removes the points of the cursor's line.
function M.remove() M.ask('removeProbe', here(), M.update) end

--- Removes all points.
function M.remove_all() M.ask('removeAllProbes', {}, M.update) end

--- Puts all points into the quickfix list and opens it.
function M.points()
  M.ask('listProbes', {}, function(points)
    local items = vim.tbl_map(function(point)
      return { filename = vim.uri_to_fname(point.uri), lnum = point.line + 1, text = point.summary }
    end, points)
    vim.fn.setqflist({}, ' ', { title = 'Snappoint', items = items })
    vim.cmd('botright copen')
  end)
end

--- Lets the agent into a running program.
--- @param pid? integer chosen from a list when absent
function M.attach(pid)
  if pid then return M.ask('attach', { pid = pid }, M.update) end
  M.ask('listProcesses', {}, function(programs)
    local others = vim.tbl_filter(function(program) return not program.attached end, programs)
    if #others == 0 then return vim.notify('No Python of yours runs without Snappoint') end
    local function told(program) return program.pid .. ' ' .. table.concat(program.argv, ' ') end
    vim.ui.select(others, { prompt = 'Attach to:', format_item = told }, function(chosen)
      if chosen then M.attach(chosen.pid) end
    end)
  end)
end

--- How many points there are.
--- @return integer
function M.count() return known_points end

--- For a status line: `◉ 3`, or nothing when there is no point.
--- @return string
function M.statusline() return known_points > 0 and '◉ ' .. known_points or '' end

--- Counts anew, and draws the status line when that made a difference.
function M.update()
  if #vim.lsp.get_clients({ bufnr = 0, name = 'snappoint' }) == 0 then return end
  M.ask('listProbes', {}, function(points)
    if #points ~= known_points then
      known_points = #points
      vim.cmd('redrawstatus!')
    end
  end)
end

return M
