#nullable enable
using System;
using System.IO;
using System.Text.Json;
using Repartee.Internal;
using Repartee.Training.Actor;
using Repartee.Training.Weights;

namespace Repartee.Training.RewardModel
{
    /// <summary>What <c>reward_model.json</c> says beside the head's weights.</summary>
    internal sealed record RewardModelInfo
    {
        internal const int Version = 1;

        private const string Remedy = "Train the reward model again, or take the file that was written with its weights.";

        internal int HiddenSize { get; init; }

        /// <summary>Full path of the actor whose last layer it reads, where it was trained.</summary>
        internal string Backbone { get; init; } = "";

        /// <summary>See <see cref="ActorFolder.BackboneFiles"/>.</summary>
        internal string BackboneHash { get; init; } = "";

        /// <summary>Name of the chat template.</summary>
        internal string Template { get; init; } = "";

        /// <summary>Mean of the scores of all replies it was trained on.</summary>
        internal double Mean { get; init; }

        /// <summary>Their standard deviation, more than 0.</summary>
        internal double Deviation { get; init; }

        /// <summary>Share of held-out pairs in the right order; null without any.</summary>
        internal double? Accuracy { get; init; }

        /// <summary>SHA-256 of the file of weights.</summary>
        internal string HeadHash { get; init; } = "";

        /// <summary>A head learnt on one backbone says nothing about another's outputs.</summary>
        /// <exception cref="InvalidDataException">It is not this one's, or the template is another.</exception>
        internal void RequireBackbone(ActorFolder actor, string folder)
        {
            if (actor.Config.HiddenSize != HiddenSize || ContentHash.OfFiles(actor.BackboneFiles) != BackboneHash)
            {
                throw new InvalidDataException(
                    $"{folder}: expected the backbone that this reward model was trained on ({Backbone}), but found other weights in " +
                    $"{actor.Path}. Start from that actor, or train the reward model again on this one.");
            }

            if (actor.Encoder.Template.Name != Template)
            {
                throw new InvalidDataException(
                    $"{folder}: expected the chat template \"{Template}\" that this reward model was trained with, but the actor " +
                    $"{actor.Path} has \"{actor.Encoder.Template.Name}\". Open it with that template, or train the reward model again.");
            }
        }

        internal static RewardModelInfo Read(string file) => JsonFile.Read(file, Remedy, json =>
        {
            int version = json.RequiredInt("format_version");
            if (version != Version)
                throw json.Wrong("format_version", Version.ToString(System.Globalization.CultureInfo.InvariantCulture), $"{version}");
            var info = new RewardModelInfo
            {
                HiddenSize = json.RequiredInt("hidden_size"),
                Backbone = json.RequiredText("backbone"),
                BackboneHash = json.RequiredText("backbone_sha256"),
                Template = json.RequiredText("template"),
                Mean = json.RequiredNumber("score_mean"),
                Deviation = json.RequiredNumber("score_std"),
                Accuracy = json.Number("held_out_accuracy"),
                HeadHash = json.RequiredText("weights_sha256"),
            };
            if (info.HiddenSize < 1)
                throw json.Wrong("hidden_size", "1 or more", $"{info.HiddenSize}");
            if (double.IsInfinity(info.Mean))
                throw json.Wrong("score_mean", "finite", $"{info.Mean}");
            if (!(info.Deviation > 0) || double.IsInfinity(info.Deviation))
                throw json.Wrong("score_std", "more than 0", FormattableString.Invariant($"{info.Deviation}"));
            return info;
        });

        internal void Write(string file) => AtomicFile.WriteText(file, JsonFile.Text(json =>
        {
            json.WriteNumber("format_version", Version);
            json.WriteNumber("hidden_size", HiddenSize);
            json.WriteString("backbone", Backbone);
            json.WriteString("backbone_sha256", BackboneHash);
            json.WriteString("template", Template);
            json.WriteNumber("score_mean", Mean);
            json.WriteNumber("score_std", Deviation);
            if (Accuracy is double accuracy)
                json.WriteNumber("held_out_accuracy", accuracy);
            json.WriteString("weights_sha256", HeadHash);
        }));
    }
}
