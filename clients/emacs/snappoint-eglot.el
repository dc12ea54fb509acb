;;; snappoint-eglot.el --- Live values of running Python programs, by eglot -*- lexical-binding: t; -*-

;; Author: The Snappoint authors
;; Version: 0.1.0
;; Package-Requires: ((emacs "29.1"))
;; Keywords: languages, tools
;; SPDX-License-Identifier: MIT

;;; Commentary:

;; Makes eglot start Snappoint's language server for Python:
;;
;;   (require 'snappoint-eglot)
;;   (snappoint-eglot-setup)
;;
;; Values come as diagnostics at the end of the line (Emacs 30).  `snappoint-eglot-hints-mode' makes eglot
;; ask for inlay hints again when the server says so, and values come as hints then.

;;; Code:

(require 'eglot)
(require 'snappoint)

(defvar flymake-show-diagnostics-at-end-of-line) ; since Emacs 30
(defvar snappoint-eglot-hints-mode)

;;;###autoload
(defun snappoint-eglot-setup ()
  "Make eglot start Snappoint for Python, and show its values beside their lines."
  (add-to-list 'eglot-server-programs
               `((python-mode python-ts-mode) . ,(lambda (&rest _) snappoint-command)))
  (when (fboundp 'eglot--code-action-bounds)
    (advice-add 'eglot--code-action-bounds :filter-return #'snappoint-eglot--on-line))
  (when (boundp 'flymake-show-diagnostics-at-end-of-line)
    (add-hook 'eglot-managed-mode-hook #'snappoint-eglot--show-text)))

(defun snappoint-eglot--on-line (bounds)
  "BOUNDS of what code actions are for, or point when they begin lines before.
Without a region or a diagnostic eglot takes the expression at point, for which
Python's mode may take everything from the end of the block before."
  (if (or (use-region-p) (flymake-diagnostics (point))
          (>= (car bounds) (line-beginning-position))
          (not (snappoint-eglot--server)))
      bounds
    (list (point) (point))))

(defun snappoint-eglot--show-text ()
  "Show the text of diagnostics at the end of the line, where values come so."
  (when (and (snappoint-eglot--server) (not snappoint-eglot-hints-mode))
    (setq-local flymake-show-diagnostics-at-end-of-line t)))

(defun snappoint-eglot--server ()
  "The server of this buffer when it is Snappoint's, else nil."
  (let ((server (eglot-current-server)))
    (and server
         (equal (plist-get (slot-value server 'server-info) :name) "snappoint")
         server)))

(defun snappoint-eglot--find ()
  "For `snappoint-clients': what the server objects to becomes the error's message."
  (when-let* ((server (snappoint-eglot--server)))
    (cons (plist-get (eglot--TextDocumentIdentifier) :uri)
          (lambda (parameters)
            (condition-case failure
                (jsonrpc-request server :workspace/executeCommand parameters)
              (jsonrpc-error
               (user-error "Snappoint: %s" (alist-get 'jsonrpc-error-message (cddr failure)))))))))
(add-hook 'snappoint-clients #'snappoint-eglot--find)

;;; Inlay hints

;;;###autoload
(define-minor-mode snappoint-eglot-hints-mode
  "Make eglot ask for inlay hints again when a server says that they changed.
eglot has no such thing, so servers that are told so at their start can show
what changes by itself as hints.  Switch this on before a server starts.  It
relies on functions of eglot's own, tried with the eglot of Emacs 30."
  :global t
  :group 'snappoint)

(cl-defmethod eglot-client-capabilities :around (_server)
  "What eglot can do, and that it refreshes hints while the mode is on."
  (let ((capabilities (cl-call-next-method)))
    (if (not snappoint-eglot-hints-mode) capabilities
      (let ((workspace (plist-get capabilities :workspace)))
        (plist-put (copy-sequence capabilities) :workspace
                   (append workspace '(:inlayHint (:refreshSupport t))))))))

(cl-defmethod eglot-handle-request
  (server (_method (eql workspace/inlayHint/refresh)) &rest _)
  "Ask SERVER again for the hints of what is visible."
  (when snappoint-eglot-hints-mode
    (dolist (buffer (eglot--managed-buffers server))
      (when (buffer-live-p buffer)
        (with-current-buffer buffer
          (snappoint-eglot--update-hints)))))
  nil)

(defun snappoint-eglot--update-hints ()
  "Ask for the hints of every part of this buffer that is visible."
  (when eglot-inlay-hints-mode
    (dolist (window (get-buffer-window-list nil nil 'visible))
      (eglot--update-hints-1 (window-start window) (window-end window)))))

(provide 'snappoint-eglot)
;;; snappoint-eglot.el ends here
