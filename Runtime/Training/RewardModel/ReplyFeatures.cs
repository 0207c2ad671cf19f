#nullable enable
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Repartee.Dialogue;
using Repartee.Prompting;
using Repartee.Training.Actor;
using Repartee.Training.Kernels;
using static TorchSharp.torch;

namespace Repartee.Training.RewardModel
{
    /// <summary>
    /// What a reward model sees of a reply: the frozen backbone's last output at the reply's stop token, which has seen the dialogue and
    /// the whole reply. Training and scoring both come through here: the reply's text is encoded, and the template's first stop token
    /// follows it, whatever tokens it was sampled as and whether or not it was cut off.
    /// </summary>
    internal static class ReplyFeatures
    {
        /// <summary>The dialogue and the reply; the chosen place is after the last token, so that the output at the stop token
        /// counts.</summary>
        /// <exception cref="ArgumentException">They do not fit the context even without the oldest messages.</exception>
        internal static TokenRow Row(DialogueState state, string reply, PromptEncoder encoder, int context)
        {
            var said = encoder.EncodeReply(reply);
            if (said.Length >= context)
            {
                throw new ArgumentException(
                    $"Expected a reply of fewer than {context} tokens, the backbone's context, but found {said.Length} in " +
                    $"\"{Beginning(reply)}\". Shorten it, or leave it out.");
            }

            var tokens = encoder.Encode(state, context - said.Length).Ids.ToArray().Concat(said).ToArray();
            return new TokenRow(tokens, new[] { tokens.Length });
        }

        /// <summary>The features of all rows, in passes of rows of like length.</summary>
        /// <returns>(M,D) float32 in the given order, M the rows' number rounded up to a shape that recurs; the caller disposes
        /// it.</returns>
        internal static Tensor Compute(
            Policy backbone, IReadOnlyList<TokenRow> rows, int rowsPerPass, int padToken, CancellationToken cancellation = default)
        {
            using var noGrad = no_grad();
            using var whole = NewDisposeScope();
            var network = backbone.Network;
            var shape = new long[] { network.RoundCount(rows.Count), network.Config.HiddenSize };
            var features = zeros(shape, dtype: ScalarType.Float32, device: network.Device);
            var order = Enumerable.Range(0, rows.Count).OrderBy(i => rows[i].Tokens.Length).ToArray();
            for (int start = 0; start < order.Length; start += rowsPerPass)
            {
                cancellation.ThrowIfCancellationRequested();
                var pass = order.Skip(start).Take(rowsPerPass).ToArray();
                using var scope = NewDisposeScope();
                var packed = new PackedRows(network, pass.Select(i => rows[i]).ToArray(), padToken, backbone.TakesFlatRows);
                var places = HostCopy.ToDevice(Array.ConvertAll(pass, i => (long)i), new long[] { pass.Length }, network.Device);
                var hidden = TrunkPass.Infer(backbone, packed);
                var index = packed.Index.narrow(0, 0, packed.Count);
                KernelUnit.Shared.invoke("keep_features", features, places, hidden, index);
            }

            return features.MoveToOuterDisposeScope();
        }

        private static string Beginning(string text) => text.Length <= 40 ? text : $"{text.Substring(0, 40)}...";
    }
}
