using System.Collections.Generic;

namespace UnityEngine.UIElements
{
    public class Columns
    {
        internal List<Column> Items { get; } = new List<Column>();

        public void Add(Column item) => Items.Add(item);

        public void Clear() => Items.Clear();
    }
}
