#nullable enable
using Repartee.Sessions.Wire;

namespace Repartee.Sessions.Client
{
    /// <summary>What a trainer's process says once its session runs.</summary>
    internal sealed class ReadyMessage
    {
        internal ReadyMessage(
            NativeBackendInfo backend, string? runPath, string encoderFolder, string template, int contextLength, long nextConversation,
            TrainingProgress progress)
        {
            Backend = backend;
            RunPath = runPath;
            EncoderFolder = encoderFolder;
            Template = template;
            ContextLength = contextLength;
            NextConversation = nextConversation;
            Progress = progress;
        }

        internal NativeBackendInfo Backend { get; }

        internal string? RunPath { get; }

        /// <summary>Folder with the tokenizer's files: both processes read the same.</summary>
        internal string EncoderFolder { get; }

        /// <summary>Name of the chat template.</summary>
        internal string Template { get; }

        internal int ContextLength { get; }

        internal long NextConversation { get; }

        internal TrainingProgress Progress { get; }

        internal void Write(PackWriter writer)
        {
            writer.WriteArrayHeader(13);
            writer.Write((int)MessageKind.Ready);
            writer.Write(Backend.Source);
            writer.Write(Backend.LibTorchFolder);
            writer.Write(Backend.Device);
            writer.Write(Backend.Repaired);
            writer.Write(Backend.TorchVersion);
            writer.Write(Backend.Threads);
            writer.Write(RunPath);
            writer.Write(EncoderFolder);
            writer.Write(Template);
            writer.Write(ContextLength);
            writer.Write(NextConversation);
            ProgressFormat.Write(writer, Progress);
        }

        /// <summary>Reads what follows the kind.</summary>
        internal static ReadyMessage Read(PackReader reader) => new ReadyMessage(
            new NativeBackendInfo(
                reader.ReadText(), reader.ReadText(), reader.ReadText(), reader.ReadBoolean(), reader.ReadString(), reader.ReadInt32()),
            reader.ReadString(), reader.ReadText(), reader.ReadText(), reader.ReadInt32(), reader.ReadInt64(), ProgressFormat.Read(reader));
    }
}
