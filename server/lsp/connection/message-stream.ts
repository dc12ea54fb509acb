/** Lets something see, or change, every message between the editor and us. */
import type { Message, MessageReader, MessageWriter } from "vscode-languageserver/node";

export interface MessageStream {
  reader: MessageReader;
  writer: MessageWriter;
}

/** What happens to messages on their way; either gives what goes on. */
export interface Passage {
  incoming(message: Message): Message;
  outgoing(message: Message): Message;
}

export function through(passage: Passage, { reader, writer }: MessageStream): MessageStream {
  return {
    reader: {
      onError: reader.onError,
      onClose: reader.onClose,
      onPartialMessage: reader.onPartialMessage,
      listen: (callback) => reader.listen((message) => callback(passage.incoming(message))),
      dispose: () => reader.dispose(),
    },
    writer: {
      onError: writer.onError,
      onClose: writer.onClose,
      write: (message) => writer.write(passage.outgoing(message)),
      end: () => writer.end(),
      dispose: () => writer.dispose(),
    },
  };
}
