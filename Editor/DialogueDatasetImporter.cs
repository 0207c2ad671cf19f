#nullable enable
using System.IO;
using Repartee.Dialogue;
using UnityEditor.AssetImporters;
using UnityEngine;

namespace Repartee.Editor
{
    /// <summary>
    /// Imports a dialogue data set (<c>.jsonl</c>) as a <see cref="TextAsset"/> and reads it once: rows that the trainer would refuse
    /// are import errors with their line numbers, seen when the file is saved rather than when training starts. The text is imported
    /// either way. Unity asks this importer for every <c>.jsonl</c> of the project, so keep other ones (a run's metrics) outside Assets.
    /// </summary>
    [ScriptedImporter(1, "jsonl")]
    public sealed class DialogueDatasetImporter : ScriptedImporter
    {
        /// <summary>Imports one file; Unity calls it.</summary>
        /// <param name="ctx">The file, and what becomes of it.</param>
        public override void OnImportAsset(AssetImportContext ctx)
        {
            string text = File.ReadAllText(ctx.assetPath);
            var asset = new TextAsset(text);
            ctx.AddObjectToAsset("text", asset);
            ctx.SetMainObject(asset);
            try
            {
                DialogueDataset.Read(new StringReader(text), ctx.assetPath);
            }
            catch (DialogueDatasetException problem)
            {
                ctx.LogImportError(problem.Message, asset);
            }
        }
    }
}
