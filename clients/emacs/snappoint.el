;;; snappoint.el --- Live values of running Python programs -*- lexical-binding: t; -*-

;; Author: The Snappoint authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Commands for what a menu of code actions has no place to type, whichever
;; language client talks to Snappoint's server: `snappoint-eglot' or
;; `snappoint-lsp', of which one is to be set up.

;;; Code:

(defgroup snappoint nil
  "Live values of running Python programs."
  :group 'tools)

(defcustom snappoint-command
  (let* ((here (file-name-directory (or load-file-name buffer-file-name default-directory)))
         (beside (expand-file-name "../../bin/snappoint" here)))
    (list (if (file-executable-p beside) beside "snappoint") "lsp" "--stdio"))
  "How the language server is started: the program and its arguments.
In a copy of the repository or of the npm package the program is beside this
file; elsewhere it is found on `exec-path'."
  :type '(repeat string))

(defvar snappoint-clients nil
  "Functions of language clients that find Snappoint's server for this buffer.
Each returns nil, or the URI by which its server knows the file, consed to a
function that has the server carry out a command, whose parameters it gets.")

(defun snappoint--server ()
  "What the first of `snappoint-clients' has found."
  (or (run-hook-with-args-until-success 'snappoint-clients)
      (user-error "Snappoint does not run for this buffer; M-x eglot or M-x lsp starts it")))

(defun snappoint--command (command &rest fields)
  "Have the server carry out COMMAND with an object of FIELDS, a property list."
  (funcall (cdr (snappoint--server)) (list :command command :arguments (vector fields))))

(defun snappoint--here (command &rest fields)
  "Have the server carry out COMMAND with FIELDS for this file and line."
  (apply #'snappoint--command command
         :uri (car (snappoint--server)) :line (1- (line-number-at-pos nil t)) fields))

(defun snappoint--add (&rest wishes)
  "Add a point with WISHES, a property list, or change that of this line."
  (apply #'snappoint--here "snappoint.changeProbe" wishes))

(defun snappoint-add ()
  "Show the values of this line."
  (interactive)
  (snappoint--add :kind "snapshot"))

(defun snappoint-when (condition)
  "Show the values of this line only when CONDITION holds.
An empty one takes away the condition that its point has."
  (interactive "sOnly when: ")
  (snappoint--add :condition condition))

(defun snappoint-show (expression)
  "Show EXPRESSION beside the values of this line."
  (interactive "sShow: ")
  (snappoint--add :expressions (vector expression)))

(defun snappoint-log (message)
  "Show MESSAGE, with {expressions} in it, beside this line."
  (interactive "sMessage with {expressions}: ")
  (snappoint--add :message message))

(defun snappoint-describe ()
  "Show all that is known of the points of this line, as text."
  (interactive)
  (let ((text (snappoint--here "snappoint.describe")))
    (with-help-window "*Snappoint*" (princ text))))

(defun snappoint-remove ()
  "Remove the points of this line."
  (interactive)
  (snappoint--here "snappoint.removeProbe"))

(defun snappoint-remove-all ()
  "Remove all points."
  (interactive)
  (snappoint--command "snappoint.removeAllProbes"))

(defvar snappoint-command-map
  (let ((map (make-sparse-keymap)))
    (define-key map "a" #'snappoint-add)
    (define-key map "w" #'snappoint-when)
    (define-key map "s" #'snappoint-show)
    (define-key map "l" #'snappoint-log)
    (define-key map "d" #'snappoint-describe)
    (define-key map "r" #'snappoint-remove)
    (define-key map "R" #'snappoint-remove-all)
    map)
  "Snappoint's commands, to be bound to a prefix key of your choice.")
(fset 'snappoint-command-map snappoint-command-map)

(provide 'snappoint)
;;; snappoint.el ends here
