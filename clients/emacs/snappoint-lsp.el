;;; snappoint-lsp.el --- Live values of running Python programs, by lsp-mode -*- lexical-binding: t; -*-

;; Author: The Snappoint authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1") (lsp-mode "9.0"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Makes lsp-mode start Snappoint's language server for Python, beside those
;; that you use already:
;;
;;   (require 'snappoint-lsp)
;;   (snappoint-lsp-setup)
;;
;; Values come as diagnostics at the end of the line (Emacs 30), since lsp-mode
;; does not ask for inlay hints again when a server says that they changed.

;;; Code:

(require 'lsp-mode)
(require 'snappoint)

(defvar flymake-show-diagnostics-at-end-of-line) ; since Emacs 30

(defvar snappoint-lsp--handlers (make-hash-table :test #'equal)
  "What carries out the commands that the server has announced, by their names.
Without them lsp-mode would have every server of the buffer carry them out.")

;;;###autoload
(defun snappoint-lsp-setup ()
  "Make lsp-mode start Snappoint for Python, and show its values beside the code."
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () snappoint-command))
    :activation-fn (lsp-activate-on "python")
    :server-id 'snappoint
    :priority -3
    :add-on? t
    :multi-root t
    :action-handlers snappoint-lsp--handlers
    :initialized-fn #'snappoint-lsp--learn-commands))
  (add-hook 'lsp-diagnostics-mode-hook #'snappoint-lsp--show-text)
  (add-hook 'snappoint-clients #'snappoint-lsp--find))

(defun snappoint-lsp--learn-commands (workspace)
  "Handle the commands that the server of WORKSPACE has announced."
  (let ((announced (lsp:server-capabilities-execute-command-provider?
                    (lsp--workspace-server-capabilities workspace))))
    (seq-doseq (command (lsp:execute-command-options-commands announced))
      (puthash command #'snappoint-lsp--act snappoint-lsp--handlers))))

(lsp-defun snappoint-lsp--act ((&Command :command :arguments?))
  "Have the server carry out the COMMAND of a code action with ARGUMENTS."
  (snappoint-lsp--execute (list :command command :arguments arguments?)))

(defun snappoint-lsp--execute (parameters)
  "Have the server carry out the command of PARAMETERS, and wait for the answer.
What it objects to becomes the error's message.  `lsp-request' would drop what
comes together with the answer, which may be the diagnostics that it leads to."
  (let (answer failure)
    (with-lsp-workspace (snappoint-lsp--workspace)
      (lsp-request-async "workspace/executeCommand" parameters
                         (lambda (result) (setq answer (list result)))
                         :error-handler (lambda (reason) (setq failure reason))
                         :mode 'detached))
    (with-timeout (lsp-response-timeout (user-error "Snappoint: the server does not answer"))
      (while (not (or answer failure)) (accept-process-output nil 1)))
    (when failure (user-error "Snappoint: %s" (lsp:json-error-message failure)))
    (car answer)))

(defun snappoint-lsp--workspace ()
  "What lsp-mode knows of Snappoint's server for this buffer, nil when it has none."
  (seq-find (lambda (workspace)
              (eq (lsp--client-server-id (lsp--workspace-client workspace)) 'snappoint))
            (lsp-workspaces)))

(defun snappoint-lsp--find ()
  "For `snappoint-clients'."
  (when (snappoint-lsp--workspace)
    (cons (lsp--buffer-uri) #'snappoint-lsp--execute)))

(defun snappoint-lsp--show-text ()
  "Show the text of diagnostics at the end of the line."
  (when (and (boundp 'flymake-show-diagnostics-at-end-of-line) (snappoint-lsp--workspace))
    (setq-local flymake-show-diagnostics-at-end-of-line t)))

(provide 'snappoint-lsp)
;;; snappoint-lsp.el ends here
