#nullable enable
using System.IO;
using System.Linq;

namespace Repartee.Training.Weights
{
    /// <summary>A supported model class of the Llama family and the features that its name implies.</summary>
    internal sealed class ActorArchitecture
    {
        // The first with the wanted features is the default.
        private static readonly ActorArchitecture[] Supported =
        {
            new ActorArchitecture("LlamaForCausalLM", "llama", false, false),
            new ActorArchitecture("MistralForCausalLM", "mistral", false, false),
            new ActorArchitecture("Qwen2ForCausalLM", "qwen2", true, false),
            new ActorArchitecture("Qwen3ForCausalLM", "qwen3", false, true),
        };

        private ActorArchitecture(string name, string modelType, bool qkvBias, bool qkNorm)
        {
            Name = name;
            ModelType = modelType;
            QkvBias = qkvBias;
            QkNorm = qkNorm;
        }

        internal string Name { get; }

        internal string ModelType { get; }

        internal bool QkvBias { get; }

        internal bool QkNorm { get; }

        /// <summary>Whether a file may leave head_dim out: Qwen3's is not hidden_size / num_attention_heads.</summary>
        internal bool HasDefaultHeadDim => ModelType != "qwen3";

        /// <summary>The architecture with these features; Qwen3, whose name promises the norms, where both are wanted.</summary>
        internal static ActorArchitecture With(bool qkvBias, bool qkNorm) =>
            Supported.First(a => a.QkNorm == qkNorm && (qkNorm || a.QkvBias == qkvBias));

        internal static ActorArchitecture Named(string name, string file) =>
            Supported.FirstOrDefault(a => a.Name == name) ?? throw new InvalidDataException(
                $"{file}: expected architectures to name one of {string.Join(", ", Supported.Select(a => a.Name))}, but found {name}. " +
                "Choose an actor of a supported family.");

        internal static ActorArchitecture OfModelType(string type, string file) =>
            Supported.FirstOrDefault(a => a.ModelType == type) ?? throw new InvalidDataException(
                $"{file}: expected model_type to be one of {string.Join(", ", Supported.Select(a => a.ModelType))}, but found {type}. " +
                "Choose an actor of a supported family.");

        /// <summary>A file states features by the architecture's name alone, so the two must agree before one is written.</summary>
        internal static void RequireWritable(ActorConfig config, string file)
        {
            ActorArchitecture named = Named(config.Architecture, file);
            if (named.QkvBias == config.QkvBias && named.QkNorm == config.QkNorm) return;
            throw new InvalidDataException(
                $"{file}: expected {Features(named.QkvBias, named.QkNorm)}, as {named.Name} has them, but found " +
                $"{Features(config.QkvBias, config.QkNorm)}. Write it as an architecture that has them, or build the actor without.");
        }

        private static string Features(bool bias, bool norm) =>
            $"{(bias ? "" : "no ")}q/k/v biases and {(norm ? "" : "no ")}q/k norms";
    }
}
