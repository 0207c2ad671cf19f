#nullable enable
using System.Collections.Generic;
using Repartee.Unity;
using UnityEditor;

namespace Repartee.Editor.Inspectors
{
    /// <summary>Inspector of a persona.</summary>
    [CustomEditor(typeof(NpcPersona))]
    internal sealed class NpcPersonaEditor : CheckedEditor
    {
        protected override IEnumerable<NpcCheck> Check() => ((NpcPersona)target).Check();
    }
}
